/* Keys and signatures: Ed25519 keys as Multikey, the keys that a did.json lists, Data Integrity proofs.

     parchemin.keyBytes(multibase)              the 32 bytes of "z6Mk…", or undefined
     parchemin.fingerprint(bytes)               Promise<"0123 4567 …">, what people compare
     parchemin.fingerprintOfMethod(method)      the same of the key that DID#z6Mk… names; Promise of undefined if none
     parchemin.normalFingerprint(text)          a fingerprint as people copy it, in that form; undefined if it is none
     parchemin.canCheckSignatures()             Promise<boolean>
     parchemin.ed25519(raw, signature, message) Promise<boolean>, as strict as libsodium; all three are bytes
     parchemin.readDidDocument(text)            {id, keys: Map(id → bytes), refused: Map(id → reason)}; throws Malformed
     parchemin.readProofs(document)             {known, unknown}; throws Malformed
     parchemin.proofHolds(document, proof, key) Promise<boolean>, for one of `known`
     parchemin.hasJcs(known)                    whether one of them is eddsa-jcs-2022, which alone covers the JSON that is read

   The twin of generator/trust/keys.py, did.py and proof.py. No DOM, no network, no clock. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseObject, canonical, base58Decode, hex, sha256 } = parchemin;
  const { instant, parseDid, canonicalNquads } = parchemin;

  const JCS = 'eddsa-jcs-2022';
  const MAX_DID_BYTES = 65_536;

  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const isText = (value) => typeof value === 'string';
  const same = (a, b) => a !== undefined && b !== undefined && canonical(a) === canonical(b);

  // ---- keys ---------------------------------------------------------------------------------------------------------

  /** y-coordinates of the points of small order, little-endian, sign bit cleared: a key among them accepts signatures over
      anything. libsodium refuses them, WebCrypto does not. */
  const SMALL_ORDER = new Set([
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    `ec${'ff'.repeat(30)}7f`,
  ]);

  /** Whether 32 bytes are a point that may serve as key or commitment: written in the one canonical way (y < 2^255 - 19)
      and not of small order. */
  function goodPoint(bytes) {
    const y = Uint8Array.from(bytes);
    y[31] &= 0x7f;
    const beyond = y[0] >= 0xed && y[31] === 0x7f && y.slice(1, 31).every((b) => b === 0xff);
    return !beyond && !SMALL_ORDER.has(hex(y));
  }

  /** Multikey (CID 1.0 §2.2.2): "z" + base58btc(0xed 0x01 || 32 bytes). Undefined for anything else. */
  function keyBytes(multibase) {
    if (!isText(multibase) || multibase[0] !== 'z') return undefined;
    try {
      const bytes = base58Decode(multibase.slice(1));
      return bytes.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 ? bytes.slice(2) : undefined;
    } catch {
      return undefined;
    }
  }

  /** What people compare: the first half of SHA-256 of the key, in eight groups of four. */
  async function fingerprint(raw) {
    return hex((await sha256(raw)).slice(0, 16)).match(/.{4}/g).join(' ');
  }

  /** The fingerprint of the key that a verificationMethod names in its fragment; undefined where it names none. */
  async function fingerprintOfMethod(method) {
    const raw = keyBytes(method.slice(method.indexOf('#') + 1));
    return raw ? fingerprint(raw) : undefined;
  }

  /** As people copy it: blanks, colons, dashes and capitals do not count. Undefined unless 32 digits remain. */
  function normalFingerprint(text) {
    const digits = text.replace(/[\s:\-\u2010-\u2015\u00a0]/g, '').toLowerCase();
    return /^[0-9a-f]{32}$/.test(digits) ? digits.match(/.{4}/g).join(' ') : undefined;
  }

  /** Whether this browser really checks Ed25519 signatures: it is given one (RFC 8032 §7.1, test 1). False outside secure
      contexts, where crypto.subtle does not exist. */
  async function canCheckSignatures() {
    const key = base16('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const commitment = 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155';
    const response = '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';
    return ed25519(key, base16(commitment + response), new Uint8Array());
  }

  const base16 = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

  /** RFC 8032 §5.1.7, as strict as libsodium: neither key nor commitment of small order. */
  async function ed25519(raw, signature, message) {
    if (!goodPoint(raw) || !goodPoint(signature.slice(0, 32))) return false;
    try {
      const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
      return await crypto.subtle.verify('Ed25519', key, signature, message);
    } catch {
      return false; // some browsers refuse to import what is no point of the curve
    }
  }

  // ---- did.json (did-core 1.0, Multikey) --------------------------------------------------------------------------

  /** {id, keys: Map(id → bytes), refused: Map(id → reason)}: a key counts only if did.json lists it completely. Throws
      Malformed when it is no DID document at all; a single bad entry is only refused. */
  function readDidDocument(text) {
    const document = parseObject(text, MAX_DID_BYTES);
    const { id, verificationMethod: methods, assertionMethod: assertion = [] } = document;
    if (!isText(id) || !Array.isArray(methods) || !Array.isArray(assertion)) throw new Malformed('did-document');
    parseDid(id);
    const keys = new Map();
    const refused = new Map();
    for (const method of methods) {
      if (!isObject(method) || !isText(method.id)) throw new Malformed('did-document');
      if (keys.has(method.id) || refused.has(method.id)) throw new Malformed('did-document');
      const reason = whyRefused(method, id, assertion);
      if (reason) refused.set(method.id, reason);
      else keys.set(method.id, keyBytes(method.publicKeyMultibase));
    }
    return { id, keys, refused };
  }

  function whyRefused(method, did, assertion) {
    const multibase = method.publicKeyMultibase;
    if (method.type !== 'Multikey' || !isText(multibase)) return 'key-type';
    if (method.controller !== did) return 'key-controller';
    if (method.id !== `${did}#${multibase}`) return 'key-fragment';
    if (!assertion.includes(method.id)) return 'key-not-for-assertion'; // references only; embedded methods are not ours
    return keyBytes(multibase) ? undefined : 'key-malformed';
  }

  // ---- proofs (Data Integrity EdDSA Cryptosuites 1.0 §3.2, §3.3) ------------------------------------------

  const PROOF_MEMBERS = ['created', 'cryptosuite', 'proofPurpose', 'proofValue', 'type', 'verificationMethod'];

  /** The suites that this program can check: whether the published proof carries the document's @context, and the two
      32-byte hashes that are signed, of the proof's configuration and of the document without its proof. */
  const SUITES = new Map([
    [JCS, {
      storesContext: true,
      hashes: async (document, configuration) => [await sha256(canonical(configuration)), await sha256(canonical(document))],
    }],
    ['eddsa-rdfc-2022', {
      storesContext: false,
      hashes: async (document, configuration) => [
        await sha256(await canonicalNquads(configuration)),
        await sha256(await canonicalNquads(document)),
      ],
    }],
  ]);

  /** {known: the proofs that this program can check, unknown: names of the other suites}. A proof of another suite is
      neither believed nor held against a document. Throws Malformed: no-proof · proof-malformed · proof-purpose ·
      proof-context · proof-value. */
  function readProofs(document) {
    const value = document.proof ?? [];
    const entries = Array.isArray(value) ? value : [value];
    if (entries.length === 0) throw new Malformed('no-proof');
    const known = [];
    const unknown = [];
    for (const entry of entries) {
      if (!isObject(entry)) throw new Malformed('proof-malformed');
      if (SUITES.has(entry.cryptosuite) && entry.type === 'DataIntegrityProof') known.push(readProof(document, entry));
      else unknown.push([entry.cryptosuite, entry.type, '?'].find(isText).slice(0, 60));
    }
    return { known, unknown };
  }

  /** Stricter than the specification: exactly the members that we write (an `expires` that nobody checks would be a promise
      broken), and the document's own @context rather than a beginning of it. */
  function readProof(document, entry) {
    const { proofValue, ...configuration } = entry;
    const suite = entry.cryptosuite;
    const { storesContext } = SUITES.get(suite);
    if (storesContext && !same(entry['@context'], document['@context'])) throw new Malformed('proof-context');
    const members = storesContext ? ['@context', ...PROOF_MEMBERS] : PROOF_MEMBERS;
    if (!same(Object.keys(entry).sort(), members)) throw new Malformed('proof-malformed');
    if (entry.proofPurpose !== 'assertionMethod') throw new Malformed('proof-purpose');
    const { verificationMethod: method, created } = entry;
    if (!isText(method)) throw new Malformed('proof-malformed');
    try {
      instant(created);
    } catch {
      throw new Malformed('proof-malformed');
    }
    return { suite, method, created, signature: readSignature(proofValue), configuration };
  }

  function readSignature(value) {
    try {
      const bytes = value.startsWith('z') ? base58Decode(value.slice(1)) : [];
      if (bytes.length === 64) return bytes;
    } catch {
      // not text, or not base58: the same refusal
    }
    throw new Malformed('proof-value');
  }

  /** Whether `proof` is a signature of `key` over `document`. */
  async function proofHolds(document, proof, key) {
    const { proof: _, ...unsigned } = document;
    const message = new Uint8Array(64);
    try {
      const hashes = await SUITES.get(proof.suite).hashes(unsigned, proof.configuration);
      hashes.forEach((hash, place) => message.set(hash, 32 * place));
    } catch (error) {
      if (error instanceof Malformed) return false; // no canonical form: nothing that could have been signed
      throw error;
    }
    return ed25519(key, proof.signature, message);
  }

  const hasJcs = (proofs) => proofs.some(({ suite }) => suite === JCS);

  Object.assign(parchemin, {
    keyBytes, fingerprint, fingerprintOfMethod, normalFingerprint, canCheckSignatures, ed25519,
    readDidDocument, readProofs, proofHolds, hasJcs,
  });
})();
