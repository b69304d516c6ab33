/* The verifier: is this credential authentic, current, and from whom? The same judgement as generator/trust/verify.py,
   check by check; both answer to tests/vectors/verify/*.json.

     parchemin.verify({credentialText, didDocuments, statusLists, now, pinned})
         -> Promise<{verdict, checks: [{id, outcome, reason, detail}], credential}>
     parchemin.canCheckSignatures()          Promise<boolean>
     parchemin.fingerprintOfMethod(method)   Promise<"0123 4567 …" | undefined>

   credentialText  the text (or the bytes) of the credential
   didDocuments    {did: text of its did.json}; what could not be fetched is simply absent
   statusLists     {address as written in the credential: text of the list}
   now             a Date or an instant "YYYY-MM-DDThh:mm:ssZ"
   pinned          the fingerprint of the issuer's key as known from elsewhere, or null

   verdict     valid · valid-status-not-checked · revoked · expired · not-yet-valid · altered · unknown-issuer · cannot-check
               (`superseded` is known to the register's page only: a status list says no more than revoked)
   checks      the seven of CHECKS in their order; outcome passed · failed · not-checked; reason "ok" or a slug;
               detail {name: text}, what was compared
   credential  the parsed credential, or null unless a signature of the issuer covers it

   Nothing is fetched here, no clock is read, no DOM is touched: it serves a page, a dropped file and a worker alike.
   A key is never taken on the credential's own word: it comes from did.json, or its fingerprint was pinned by the reader.
   "Not checked" is an outcome of its own and never counts as passed. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseObject, canonical, base58Decode, base64urlDecode, hex, sha256, utf8, gunzip } = parchemin;
  const { checkStructure, instant, parseDid } = parchemin;

  const CHECKS = ['parse', 'structure', 'issuer', 'key', 'proof', 'dates', 'status'];
  const JCS = 'eddsa-jcs-2022';
  const MAX_DID_BYTES = 65_536;
  const MAX_LIST_BYTES = 4_000_000;
  const MIN_BITS = 131_072;
  const MAX_UNPACKED = 2_097_152;

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

  // ---- proofs (Data Integrity EdDSA Cryptosuites 1.0 §3.3, eddsa-jcs-2022) ------------------------------------------

  const PROOF_MEMBERS = ['@context', 'created', 'cryptosuite', 'proofPurpose', 'proofValue', 'type', 'verificationMethod'];

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
      if (entry.cryptosuite === JCS && entry.type === 'DataIntegrityProof') known.push(readProof(document, entry));
      else unknown.push([entry.cryptosuite, entry.type, '?'].find(isText).slice(0, 60));
    }
    return { known, unknown };
  }

  /** Stricter than the specification: exactly the members that we write (an `expires` that nobody checks would be a promise
      broken), and the document's own @context rather than a beginning of it. */
  function readProof(document, entry) {
    const { proofValue, ...configuration } = entry;
    if (!same(entry['@context'], document['@context'])) throw new Malformed('proof-context');
    if (!same(Object.keys(entry).sort(), PROOF_MEMBERS)) throw new Malformed('proof-malformed');
    if (entry.proofPurpose !== 'assertionMethod') throw new Malformed('proof-purpose');
    if (!isText(entry.verificationMethod)) throw new Malformed('proof-malformed');
    try {
      instant(entry.created);
    } catch {
      throw new Malformed('proof-malformed');
    }
    return { method: entry.verificationMethod, created: entry.created, signature: readSignature(proofValue), configuration };
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

  /** The signed bytes are SHA-256(JCS(proof without proofValue)) || SHA-256(JCS(document without proof)). */
  async function proofHolds(document, proof, key) {
    const { proof: _, ...unsigned } = document;
    const message = new Uint8Array(64);
    message.set(await sha256(canonical(proof.configuration)), 0);
    message.set(await sha256(canonical(unsigned)), 32);
    return ed25519(key, proof.signature, message);
  }

  // ---- status list (Bitstring Status List 1.0) ----------------------------------------------------------------------

  /** The bits of `encodedList`: "u", base64url, gzip; unpacked within bounds. */
  async function decodeList(text) {
    let packed;
    try {
      if (text[0] !== 'u') throw new Malformed('list-malformed');
      packed = base64urlDecode(text.slice(1));
    } catch {
      throw new Malformed('list-malformed');
    }
    const bits = await gunzip(packed, MAX_UNPACKED).catch((error) => {
      throw new Malformed(error.reason === 'gzip-size' ? 'list-too-large' : 'list-malformed');
    });
    if (bits.length * 8 < MIN_BITS) throw new Malformed('list-too-short');
    return bits;
  }

  /** {bits, validFrom, validUntil} of a status list whose signature has been checked; throws Malformed. */
  async function readListContent(document) {
    const subject = document.credentialSubject;
    const types = ['VerifiableCredential', 'BitstringStatusListCredential'];
    if (!isObject(subject) || subject.type !== 'BitstringStatusList' || !same(document.type, types)) {
      throw new Malformed('list-malformed');
    }
    if (subject.statusPurpose !== 'revocation') throw new Malformed('list-purpose');
    if (!isText(subject.encodedList)) throw new Malformed('list-malformed');
    const dates = ['validFrom', 'validUntil'].map((name) => {
      const value = document[name] ?? undefined;
      if (value !== undefined && !isText(value)) throw new Malformed('list-malformed');
      return value === undefined ? undefined : instant(value);
    });
    return { bits: await decodeList(subject.encodedList), validFrom: dates[0], validUntil: dates[1] };
  }

  // ---- the judgement ------------------------------------------------------------------------------------------------

  /** Thrown inside a verification: a check did not pass, and the verdict that follows. */
  class Failure extends Error {
    constructor(check, reason, verdict, detail = {}, outcome = 'failed') {
      super(reason);
      Object.assign(this, { check, reason, verdict, detail, outcome });
    }
  }

  /** One verification. Each method makes one check, notes it in `done` when it passes, and throws Failure when not. */
  class Verification {
    constructor({ didDocuments = {}, statusLists = {}, now, pinned = null }) {
      this.now = now instanceof Date ? now : new Date(instant(now));
      this.nowText = `${this.now.toISOString().slice(0, 19)}Z`;
      this.pinned = pinned === null ? null : normalFingerprint(pinned);
      if (this.pinned === undefined) throw new Malformed('fingerprint');
      this.didDocuments = didDocuments;
      this.statusLists = statusLists;
      this.didDocument = undefined; // the issuer's, once read
      this.done = new Map();
    }

    note(id, outcome, reason, detail = {}) {
      this.done.set(id, { id, outcome, reason, detail });
    }

    async parse(text) {
      const parsed = refusedAs('parse', 'altered', () => parseObject(text));
      const bytes = isText(text) ? utf8(text) : text;
      const detail = { bytes: String(bytes.byteLength) };
      if (globalThis.crypto?.subtle) detail.sha256 = hex(await sha256(bytes));
      this.note('parse', 'passed', 'ok', detail);
      return parsed;
    }

    structure(credential) {
      refusedAs('structure', 'altered', () => checkStructure(credential));
      this.note('structure', 'passed', 'ok', { id: credential.id });
    }

    issuer(credential) {
      const did = credential.issuer.id;
      if (!Object.hasOwn(this.didDocuments, did)) {
        if (this.pinned === null) throw new Failure('issuer', 'no-did-document', 'unknown-issuer', { issuer: did });
        this.note('issuer', 'not-checked', 'pinned-key-only', { issuer: did });
        return;
      }
      try {
        this.didDocument = readDidDocument(this.didDocuments[did]);
      } catch {
        throw new Failure('issuer', 'did-document-malformed', 'cannot-check', { issuer: did });
      }
      const compared = { issuer: did, 'did.json': this.didDocument.id };
      if (this.didDocument.id !== did) throw new Failure('issuer', 'did-mismatch', 'unknown-issuer', compared);
      this.note('issuer', 'passed', 'ok', compared);
    }

    /** The issuer's key of that name as bytes, or the reason why there is none. */
    async findKey(method, did) {
      if (!method.startsWith(`${did}#`)) return 'key-of-another-issuer';
      if (this.didDocument) {
        return this.didDocument.keys.get(method) ?? this.didDocument.refused.get(method) ?? 'key-not-found';
      }
      // Pinned and without did.json: the key that the proof names serves only if its fingerprint is the pinned one, so that
      // the trust comes from the pin and not from the credential.
      const raw = keyBytes(method.slice(did.length + 1));
      if (!raw) return 'key-malformed';
      return (await fingerprint(raw)) === this.pinned ? raw : 'fingerprint-mismatch';
    }

    /** The proofs to check, each with its key. */
    async keys(credential) {
      const { known, unknown } = refusedAs('proof', 'altered', () => readProofs(credential));
      if (known.length === 0) {
        // The other suites sign the meaning of the JSON-LD, not the JSON that is read here: a member renamed to its absolute
        // IRI keeps such a signature good, and disappears from view.
        throw new Failure('proof', 'no-jcs-proof', 'cannot-check', { cryptosuite: unknown.join(', ') }, 'not-checked');
      }
      const found = [];
      for (const proof of known) found.push({ proof, ...(await this.trustedKey(proof.method, credential.issuer.id)) });
      const detail = { verificationMethod: found[0].proof.method, fingerprint: found[0].print };
      if (this.pinned !== null) detail.pinned = this.pinned;
      this.note('key', 'passed', 'ok', detail);
      return found;
    }

    async trustedKey(method, did) {
      const detail = { verificationMethod: method };
      if (this.pinned !== null) detail.pinned = this.pinned;
      const key = await this.findKey(method, did);
      if (isText(key)) throw new Failure('key', key, key === 'fingerprint-mismatch' ? 'unknown-issuer' : 'altered', detail);
      const print = await fingerprint(key);
      if (this.pinned !== null && print !== this.pinned) {
        throw new Failure('key', 'fingerprint-mismatch', 'unknown-issuer', { ...detail, fingerprint: print });
      }
      return { key, print };
    }

    async proof(credential, found) {
      const detail = { cryptosuite: found.map(() => JCS).join(', ') };
      for (const { proof, key } of found) {
        if (!(await proofHolds(credential, proof, key))) throw new Failure('proof', 'signature', 'altered', detail);
      }
      this.note('proof', 'passed', 'ok', { ...detail, created: found[0].proof.created });
    }

    dates({ validFrom, validUntil }) {
      const detail = { now: this.nowText, validFrom };
      if (validUntil !== undefined) detail.validUntil = validUntil;
      if (this.isBefore(validFrom)) this.note('dates', 'failed', 'not-yet-valid', detail);
      else if (validUntil !== undefined && this.isAfter(validUntil)) this.note('dates', 'failed', 'expired', detail);
      else this.note('dates', 'passed', 'ok', detail);
    }

    isBefore(text) {
      return this.now.getTime() < Date.parse(text);
    }

    isAfter(text) {
      return this.now.getTime() > Date.parse(text);
    }

    async status(credential) {
      const { statusListCredential: list, statusListIndex: index } = credential.credentialStatus;
      const detail = { list, index };
      try {
        const { bits, validFrom, validUntil } = await this.readList(list, credential.issuer.id);
        if (validFrom !== undefined) detail['list date'] = validFrom;
        if (validFrom !== undefined && this.isBefore(validFrom)) throw new Malformed('list-not-yet-valid');
        if (validUntil !== undefined && this.isAfter(validUntil)) throw new Malformed('list-expired');
        const place = Number(index); // at most ten digits
        if (place >= bits.length * 8) throw new Malformed('index-out-of-range');
        // Index 0 is the most significant bit of byte 0 (§3.2, bitstring expansion).
        const revoked = (bits[Math.floor(place / 8)] & (0x80 >> (place % 8))) !== 0;
        this.note('status', revoked ? 'failed' : 'passed', revoked ? 'revoked' : 'ok', detail);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        this.note('status', 'not-checked', error.reason, detail); // whatever is wrong with the list, it never says "not revoked"
      }
    }

    /** The list at `address`, if it is that issuer's and signed; throws Malformed with the reason why it says nothing. */
    async readList(address, did) {
      if (!Object.hasOwn(this.statusLists, address)) throw new Malformed('list-missing');
      const document = relabelled('list-malformed', () => parseObject(this.statusLists[address], MAX_LIST_BYTES));
      if (document.id !== address) throw new Malformed('list-of-another-address');
      if (document.issuer !== did) throw new Malformed('list-of-another-issuer');
      const { known } = relabelled('list-signature', () => readProofs(document));
      if (known.length === 0) throw new Malformed('list-signature');
      for (const proof of known) {
        const key = await this.findKey(proof.method, did);
        if (isText(key)) throw new Malformed('list-key');
        if (!(await proofHolds(document, proof, key))) throw new Malformed('list-signature');
      }
      return readListContent(document).catch((error) => {
        throw error.reason?.startsWith('list-') ? error : new Malformed('list-malformed');
      });
    }

    /** The verdict of what was checked. A revoked diploma stays revoked when it also expires: the graver word is read. */
    verdict() {
      const { dates, status } = Object.fromEntries(this.done);
      if (status.outcome === 'failed') return 'revoked';
      if (dates.outcome === 'failed') return dates.reason;
      return status.outcome === 'passed' ? 'valid' : 'valid-status-not-checked';
    }
  }

  /** Runs `read`; what it refuses as malformed fails that check with that verdict. */
  function refusedAs(check, verdict, read) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Failure(check, error.reason, verdict, { error: error.message });
    }
  }

  function relabelled(reason, read) {
    try {
      return read();
    } catch {
      throw new Malformed(reason);
    }
  }

  async function verify({ credentialText, ...trusted }) {
    const run = new Verification(trusted);
    let proven = null;
    let verdict;
    try {
      const credential = await run.parse(credentialText);
      run.structure(credential);
      run.issuer(credential);
      if (!(await canCheckSignatures())) throw new Failure('proof', 'no-ed25519', 'cannot-check', {}, 'not-checked');
      await run.proof(credential, await run.keys(credential));
      proven = credential;
      run.dates(credential);
      await run.status(credential);
      verdict = run.verdict();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      run.note(error.check, error.outcome, error.reason, error.detail);
      verdict = error.verdict;
    }
    const checks = CHECKS.map((id) => run.done.get(id) ?? { id, outcome: 'not-checked', reason: 'not-reached', detail: {} });
    return { verdict, checks, credential: proven };
  }

  Object.assign(parchemin, { verify, canCheckSignatures, fingerprintOfMethod, CHECKS });
})();
