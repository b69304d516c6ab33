/* RDFC-1.0 canonical N-Quads of the documents that Parchemin signs: the twin of generator/trust/rdf.py, over the same closed
   vocabulary (vocabulary.js is written from generator/trust/vocabulary.py when the site is built). Anything that the vocabulary
   does not know is refused, so that no member can escape the signature by being renamed.

     parchemin.canonicalNquads(document)  Promise<text>; throws Malformed */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, hex, sha256 } = parchemin;

  const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
  const XSD = 'https://www.w3.org/2001/XMLSchema#'; // as the Open Badges context has it
  const IRI = /^[a-z][a-z0-9+.-]*:[^\x00-\x20<>"{}|^\x60\\]*$/;
  const ESCAPES = { '\t': '\\t', '\n': '\\n', '"': '\\"', '\\': '\\\\' };

  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

  function plain(value) {
    if (typeof value !== 'string') throw new Malformed('type');
    const escaped = value.replace(/[\x00-\x1f"\\\x7f]/g, (sign) => {
      if (!Object.hasOwn(ESCAPES, sign)) throw new Malformed('control-character'); // libraries differ here
      return ESCAPES[sign];
    });
    return `"${escaped}"`;
  }

  function iri(value) {
    if (typeof value !== 'string' || !IRI.test(value)) throw new Malformed('relative-iri');
    return `<${value}>`;
  }

  /** JSON-LD 1.1 API §8.2.2: whole numbers keep their digits, others become the canonical xsd:double. */
  function number(value) {
    if (typeof value !== 'number' || Math.abs(value) >= 1e15) throw new Malformed('type');
    if (Number.isInteger(value)) return `"${value}"^^<${XSD}float>`;
    const lexical = value.toExponential(15).replace(/(\d)0*e\+?/, '$1E');
    return `"${lexical}"^^<${XSD}float>`;
  }

  const WRITERS = {
    text: plain,
    iri,
    number,
    boolean(value) {
      if (typeof value !== 'boolean') throw new Malformed('type');
      return `"${value}"^^<${XSD}boolean>`;
    },
    purpose(value) {
      if (value !== 'assertionMethod') throw new Malformed('proof-purpose');
      return '<https://w3id.org/security#assertionMethod>';
    },
  };

  /** How a value is written in the way that the vocabulary names; undefined where it names a kind of node. */
  function writer(how) {
    if (how.startsWith('^^')) return (value) => `${plain(value)}^^<${how.slice(2)}>`;
    return Object.hasOwn(WRITERS, how) ? WRITERS[how] : undefined;
  }

  /** Quads being collected. A term is text, or the number of a blank node until all of them get their names. */
  class Quads {
    constructor({ nodes }) {
      this.nodes = nodes;
      this.ground = [];
      this.about = []; // for each blank node the quads in which it stands
    }

    add(subject, predicate, target) {
      const quad = [subject, predicate, target];
      const blanks = [subject, target].filter((term) => typeof term === 'number');
      if (blanks.length === 0) this.ground.push(line(quad));
      for (const blank of blanks) this.about[blank].push(quad);
    }

    node(value, kind) {
      if (!isObject(value)) throw new Malformed('type');
      const { types, members } = this.nodes[kind];
      const subject = Object.hasOwn(value, 'id') ? iri(value.id) : this.about.push([]) - 1;
      const names = [value.type ?? []].flat();
      if (!sameWords(names, Object.keys(types))) throw new Malformed('undefined-type');
      for (const name of names) this.add(subject, RDF_TYPE, `<${types[name]}>`);
      for (const [name, item] of Object.entries(value)) {
        if (name === 'id' || name === 'type') continue;
        if (!Object.hasOwn(members, name)) throw new Malformed('undefined-term');
        const [predicate, how] = members[name];
        const write = writer(how);
        const targets = write ? [write(item)] : [item].flat().map((nested) => this.node(nested, how));
        for (const target of targets) this.add(subject, `<${predicate}>`, target);
      }
      return subject;
    }

    /** Names the blank nodes (RDFC-1.0 §4.4.3, Hash First Degree Quads) and returns all quads in order of code points. */
    async canonical() {
      const hashes = new Map();
      for (const [blank, quads] of this.about.entries()) {
        const lines = quads.map((quad) => line(quad, (other) => (other === blank ? 'a' : 'z'))).sort(byCodePoint);
        const hash = hex(await sha256(lines.join('')));
        if (hashes.has(hash)) throw new Malformed('duplicate-node');
        hashes.set(hash, blank);
      }
      const names = new Map([...hashes.keys()].sort().map((hash, place) => [hashes.get(hash), `c14n${place}`]));
      const named = this.about.flat().map((quad) => line(quad, (blank) => names.get(blank)));
      return [...new Set([...this.ground, ...named])].sort(byCodePoint).join('');
    }
  }

  function line([subject, predicate, target], name) {
    const term = (value) => (typeof value === 'number' ? `_:${name(value)}` : value);
    return `${term(subject)} ${predicate} ${term(target)} .\n`;
  }

  function sameWords(found, expected) {
    return found.length === expected.length && expected.every((word) => found.includes(word));
  }

  /** JavaScript compares UTF-16 code units, RDFC-1.0 code points: they differ beyond U+FFFF. */
  function byCodePoint(left, right) {
    const a = [...left];
    const b = [...right];
    const place = a.findIndex((sign, at) => sign !== b[at]);
    if (place === -1) return a.length - b.length;
    return place >= b.length ? 1 : a[place].codePointAt(0) - b[place].codePointAt(0);
  }

  async function canonicalNquads(document) {
    const { '@context': _, ...rest } = document;
    const name = [rest.type].flat().at(-1);
    const { documents, contexts } = parchemin.vocabulary;
    if (typeof name !== 'string' || !Object.hasOwn(documents, name)) throw new Malformed('undefined-type');
    const context = contexts[documents[name]] ?? undefined;
    if (JSON.stringify(document['@context']) !== JSON.stringify(context)) throw new Malformed('context');
    const quads = new Quads(parchemin.vocabulary);
    quads.node(rest, documents[name]);
    return quads.canonical();
  }

  Object.assign(parchemin, { canonicalNquads });
})();
