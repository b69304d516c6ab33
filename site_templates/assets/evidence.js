/* What a file that somebody chose holds: a diploma, an issuer's keys, a status list, a proof of the log, a list of codes.

     parchemin.readEvidence(bytes)   Promise of {kind, text, from}; throws Malformed with a reason of evidence-words
        kind   'credential' · 'did-document' · 'status-list' · 'log-proof' · 'log-key' · 'log-policy' ·
               'list' (text that may hold codes)
        text   the text to be judged, exactly as found
        from   'json' · 'svg' · 'png' · 'html' · 'pdf' · 'text'
        proof  for a page, a badge or a PDF: the text of the log's proof beside the diploma, where there is one
        sha256 for a PDF: a function that promises the digest of the file, in hexadecimal
     parchemin.proofInPage(text)     the log's proof in the text of a diploma's page, or undefined
     parchemin.diplomaInPage(text)   the diploma in it, or undefined
     parchemin.MAX_FILE              bytes; the caller looks at the size before it reads anything

   reasons   too-large · empty · no-diploma · two-diplomas · badge-compressed · badge-older · jwt · png · pdf-encrypted ·
             pdf-stream

   Nothing is rendered, run or parsed as markup: a badge with a script in it, or a page, is searched as text. Nothing is believed
   either: what comes out is what `verify` judges. Two diplomas in one file are refused, since a reader could be shown one and
   checked the other. Every search is bounded. No DOM, no network, no clock. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseJson, inflate, sha256, hex } = parchemin;

  const MAX_FILE = 5_000_000;
  const MAX_CREDENTIAL = 1_000_000;
  const KEYWORD = 'openbadgecredential';
  const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const latin1 = (bytes) => new TextDecoder('latin1').decode(bytes);

  function strictUtf8(bytes, reason) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Malformed(reason);
    }
  }

  /** The one of `found`; the same text twice (a page may repeat itself) is one. */
  function only(found) {
    const texts = [...new Set(found)];
    if (texts.length === 0) throw new Malformed('no-diploma');
    if (texts.length > 1) throw new Malformed('two-diplomas');
    return texts[0];
  }

  // ---- JSON -----------------------------------------------------------------------------------------------------------

  const typesOf = (value) => (Array.isArray(value.type) ? value.type : [value.type]);

  /** A diploma that is not even unambiguous JSON is given to the verifier, which says what is wrong with it; what never was one is
      not "altered". */
  function kindOfJson(text) {
    if (!/credentialSubject|verificationMethod/.test(text)) throw new Malformed('no-diploma');
    let value;
    try {
      value = parseJson(text, MAX_FILE);
    } catch {
      return 'credential';
    }
    if (!isObject(value)) throw new Malformed('no-diploma');
    if (typesOf(value).includes('BitstringStatusListCredential')) return 'status-list';
    if ('credentialSubject' in value) return 'credential';
    if (typeof value.id === 'string' && value.id.startsWith('did:') && 'verificationMethod' in value) return 'did-document';
    throw new Malformed('no-diploma');
  }

  // ---- baked badges (Open Badges 3.0 §5.3) ------------------------------------------------------------------------------

  const BADGE = '<openbadges:credential';
  const PROOF = 'c2sp.org/tlog-proof@';
  const PROOF_KEYWORD = 'c2sp.org/tlog-proof';

  /** SVG: <openbadges:credential …><![CDATA[ … ]]></openbadges:credential> */
  function fromSvg(text) {
    const found = [];
    for (let at = text.indexOf(BADGE); at >= 0; at = text.indexOf(BADGE, at + 1)) {
      const tag = text.slice(at, at + 2_000);
      if (/^<openbadges:credential\b[^>]*\sverify\s*=/.test(tag)) throw new Malformed('jwt');
      const opening = /^<openbadges:credential\b[^>]*>\s*<!\[CDATA\[/.exec(tag);
      const end = opening ? text.indexOf(']]>', at + opening[0].length) : -1;
      if (end < 0) throw new Malformed('no-diploma');
      found.push(text.slice(at + opening[0].length, end).trim());
      if (found.length > 1) throw new Malformed('two-diplomas');
    }
    if (!found.length && text.includes('<openbadges:assertion')) throw new Malformed('badge-older');
    return { text: only(found), proof: proofInSvg(text) };
  }

  /** <tlog:proof …> … </tlog:proof>, where there is exactly one. A proof has no character that XML escapes but perhaps in an
      origin's name, and then it does not hold. */
  function proofInSvg(text) {
    const found = [...text.matchAll(/<tlog:proof\b[^>]{0,200}>([^<]{1,100000})<\/tlog:proof>/g)];
    return found.length === 1 ? found[0][1] : undefined;
  }

  /** PNG: one uncompressed iTXt chunk (W3C PNG §11.3.3.4) whose keyword is openbadgecredential. */
  function fromPng(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [found, proofs] = [[], []];
    let older = false;
    for (let at = PNG.length; at < bytes.length;) {
      if (at + 12 > bytes.length) throw new Malformed('png');
      const length = view.getUint32(at);
      const type = latin1(bytes.subarray(at + 4, at + 8));
      if (at + 12 + length > bytes.length) throw new Malformed('png');
      const data = bytes.subarray(at + 8, at + 8 + length);
      const keyword = latin1(data.subarray(0, Math.max(0, data.subarray(0, 80).indexOf(0))));
      if (type === 'iTXt' && keyword === KEYWORD) {
        found.push(textOf(data.subarray(KEYWORD.length + 1)));
        if (found.length > 1) throw new Malformed('two-diplomas'); // even two alike: a baked badge has one
      }
      if (type === 'iTXt' && keyword === PROOF_KEYWORD) proofs.push(textOf(data.subarray(PROOF_KEYWORD.length + 1), false));
      older ||= ['iTXt', 'tEXt', 'zTXt'].includes(type) && keyword === 'openbadges';
      if (type === 'IEND') break;
      at += 12 + length;
    }
    if (!found.length && older) throw new Malformed('badge-older');
    return { text: only(found), proof: proofs.length === 1 ? proofs[0] : undefined };
  }

  /** What follows an iTXt keyword: compression flag and method, language, translated keyword, text. */
  function textOf(data, trimmed = true) {
    if (data[0] !== 0) throw new Malformed('badge-compressed');
    const language = data.indexOf(0, 2);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translated < 0) throw new Malformed('png');
    const text = strictUtf8(data.subarray(translated + 1), 'png');
    return trimmed ? text.trim() : text; // the last line end of a proof counts
  }

  // ---- a saved page of the registry -------------------------------------------------------------------------------------

  /** The text of each <script id="…"> with that id. */
  function embedded(text, id) {
    const tag = /<script\b([^>]{0,600})>/gi;
    const named = new RegExp(`\\sid\\s*=\\s*["']?${id}(?:["'\\s]|$)`, 'i');
    const found = [];
    for (let match = tag.exec(text); match; match = tag.exec(text)) {
      if (!named.test(match[1])) continue;
      const start = match.index + match[0].length;
      const end = text.slice(start, start + MAX_CREDENTIAL + 20).search(/<\/script/i);
      if (end < 0) throw new Malformed('no-diploma');
      found.push(text.slice(start, start + end).trim());
      if (found.length > 1) throw new Malformed('two-diplomas');
    }
    return found;
  }

  // ---- a document with the diploma attached -----------------------------------------------------------------------------

  const MAX_ATTACHMENTS = 64;
  const DICTIONARY = 2_048;

  /** PDF (ISO 32000-1 §7.11.4): the embedded file streams, plain or FlateDecode. Streams are never inside object streams, so that
      they can be found without the cross-reference table. */
  async function fromPdf(bytes) {
    const text = latin1(bytes);
    if (/\/Encrypt\s+\d/.test(text)) throw new Malformed('pdf-encrypted');
    const [found, proofs] = [[], new Set()];
    const mark = /\/EmbeddedFile(?![A-Za-z])/g;
    for (let match = mark.exec(text), seen = 0; match; match = mark.exec(text), seen += 1) {
      if (seen >= MAX_ATTACHMENTS) throw new Malformed('pdf-stream');
      const before = text.slice(Math.max(0, match.index - DICTIONARY), match.index);
      const after = text.slice(match.index, match.index + DICTIONARY);
      const head = before.slice(before.lastIndexOf(' obj') + 4);
      const tail = /^((?:(?!endobj)[\s\S])*?)\bstream(\r\n|\n)/.exec(after);
      if (!tail) continue; // a reference to the type, not a stream
      const attached = await attachment(bytes, text, head + tail[1], match.index + tail[0].length);
      if (attached?.startsWith(PROOF)) proofs.add(attached);
      else if (attached !== undefined) found.push(attached);
    }
    return { text: only(found), proof: proofs.size === 1 ? [...proofs][0] : undefined };
  }

  async function attachment(bytes, text, dictionary, start) {
    const filter = /\/Filter\s*(?:\[\s*\/(\w+)\s*\]|\/(\w+))/.exec(dictionary);
    const name = filter?.[1] ?? filter?.[2];
    if (dictionary.includes('/Filter') && name !== 'FlateDecode') return undefined;
    if (dictionary.includes('/DecodeParms')) return undefined;
    const length = Number(/\/Length\s+(\d{1,9})(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1] ?? -1);
    let end = start + length;
    if (length < 0 || !/^\s*endstream/.test(text.slice(end, end + 20))) {
      end = text.indexOf('endstream', start);
      if (end < 0) throw new Malformed('pdf-stream');
      end -= /(\r\n|\n|\r)?$/.exec(text.slice(Math.max(start, end - 2), end))[0].length;
    }
    let data = bytes.subarray(start, end);
    if (filter) {
      try {
        data = await inflate(data, MAX_CREDENTIAL, 'deflate');
      } catch {
        throw new Malformed('pdf-stream');
      }
    }
    if (data.length > MAX_CREDENTIAL) throw new Malformed('pdf-stream');
    const head = latin1(data.subarray(0, 64));
    if (head.startsWith(PROOF)) return strictUtf8(data, 'pdf-stream');
    const attached = head.trimStart().startsWith('{') ? strictUtf8(data, 'pdf-stream') : '';
    return attached.includes('"credentialSubject"') ? attached : undefined; // an invoice or a picture may be attached as well
  }

  // ---- any file -----------------------------------------------------------------------------------------------------------

  async function readEvidence(bytes) {
    if (bytes.byteLength > MAX_FILE) throw new Malformed('too-large');
    if (bytes.byteLength === 0) throw new Malformed('empty');
    if (PNG.every((byte, place) => bytes[place] === byte)) return { kind: 'credential', ...fromPng(bytes), from: 'png' };
    if (latin1(bytes.subarray(0, 1_024)).includes('%PDF-')) {
      return { kind: 'credential', ...await fromPdf(bytes), from: 'pdf', sha256: async () => hex(await sha256(bytes)) };
    }
    return fromText(strictUtf8(bytes, 'no-diploma'));
  }

  function fromText(text) {
    const start = text.slice(0, 2_000).trimStart();
    if (start.startsWith('{') || start.startsWith('[')) return { kind: kindOfJson(text), text, from: 'json' };
    if (start.startsWith(PROOF)) return { kind: 'log-proof', text, from: 'text' };
    if (/^[^\s+]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{40,60}={0,2}\s*$/.test(start)) return { kind: 'log-key', text, from: 'text' };
    if (/^(?:#.*\n|\s)*(?:log|witness|group|quorum) /.test(start)) return { kind: 'log-policy', text, from: 'text' };
    if (/^ey[\w-]{10,}\.[\w-]+\.[\w-]*\s*$/.test(start)) throw new Malformed('jwt');
    if (/^(?:\ufeff|\s)*<(?:!doctype html|html\b)/i.test(start)) return fromPage(text);
    if (text.includes('<svg')) return { kind: 'credential', ...fromSvg(text), from: 'svg' };
    if (start.startsWith('<')) return fromPage(text);
    return { kind: 'list', text, from: 'text' };
  }

  function fromPage(text) {
    return { kind: 'credential', text: only(embedded(text, 'credential')), from: 'html', proof: proofInPage(text) };
  }

  function diplomaInPage(text) {
    try {
      return only(embedded(text, 'credential'));
    } catch {
      return undefined;
    }
  }

  /** A proof of the log beside a diploma, as <script type="text/plain" id="log-proof">; its last line end counts. */
  function proofInPage(text) {
    try {
      return `${only(embedded(text, 'log-proof'))}\n`;
    } catch {
      return undefined;
    }
  }

  Object.assign(parchemin, { readEvidence, proofInPage, diplomaInPage, MAX_FILE });
})();
