/* The verifier: is this credential authentic, current, and from whom? The same judgement as generator/trust/verify.py,
   check by check; both answer to tests/vectors/verify/*.json.

     parchemin.verify({credentialText, didDocuments, statusLists, now, pinned, formerKeys})
         -> Promise<{verdict, checks: [{id, outcome, reason, detail}], credential}>

   credentialText  the text (or the bytes) of the credential
   didDocuments    {did: text of its did.json}; what could not be fetched is simply absent
   statusLists     {address as written in the credential: text of the list}
   now             a Date or an instant "YYYY-MM-DDThh:mm:ssZ"
   pinned          the fingerprint of the issuer's key as known from elsewhere, or null
   formerKeys      {verification method: index}: stolen keys for which the log held this diploma before (former-key.js); good for
                   the diploma, never for a status list

   verdict     valid · valid-status-not-checked · revoked · expired · not-yet-valid · altered · unknown-issuer · cannot-check
               (`superseded` is known to the register's page only: a status list says no more than revoked)
   checks      the seven of CHECKS in their order; outcome passed · failed · not-checked; reason "ok" or a slug;
               detail {name: text}, what was compared
   credential  the parsed credential, or null unless a signature of the issuer covers it

   Nothing is fetched here, no clock is read, no DOM is touched: it serves a page, a dropped file and a worker alike.
   A key is never taken on the credential's own word: it comes from did.json, or its fingerprint was pinned by the reader, or
   the log vouches for it.
   "Not checked" is an outcome of its own and never counts as passed. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseObject, canonical, base64urlDecode, hex, sha256, utf8, gunzip } = parchemin;
  const { checkStructure, instant, keyBytes, fingerprint, normalFingerprint, canCheckSignatures } = parchemin;
  const { readDidDocument, readProofs, proofHolds, hasJcs } = parchemin;

  const CHECKS = ['parse', 'structure', 'issuer', 'key', 'proof', 'dates', 'status'];
  const MAX_LIST_BYTES = 4_000_000;
  const MIN_BITS = 131_072;
  const MAX_UNPACKED = 2_097_152;

  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const isText = (value) => typeof value === 'string';
  const same = (a, b) => a !== undefined && b !== undefined && canonical(a) === canonical(b);

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
    constructor({ didDocuments = {}, statusLists = {}, now, pinned = null, formerKeys = {} }) {
      this.now = now instanceof Date ? now : new Date(instant(now));
      this.nowText = `${this.now.toISOString().slice(0, 19)}Z`;
      this.pinned = pinned === null ? null : normalFingerprint(pinned);
      if (this.pinned === undefined) throw new Malformed('fingerprint');
      this.didDocuments = didDocuments;
      this.statusLists = statusLists;
      this.formerKeys = formerKeys;
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
      if (!hasJcs(known)) {
        // The other suites sign the meaning of the JSON-LD, not the JSON that is read here: a member renamed to its absolute
        // IRI keeps such a signature good, and disappears from view.
        const suites = [...known.map(({ suite }) => suite), ...unknown];
        throw new Failure('proof', 'no-jcs-proof', 'cannot-check', { cryptosuite: suites.join(', ') }, 'not-checked');
      }
      const found = [];
      for (const proof of known) found.push({ proof, ...(await this.trustedKey(proof.method, credential.issuer.id)) });
      const detail = { verificationMethod: found[0].proof.method, fingerprint: found[0].print };
      if (this.pinned !== null) detail.pinned = this.pinned;
      const since = this.formerKeys[found[0].proof.method];
      if (since !== undefined) detail['compromised since'] = String(since);
      this.note('key', 'passed', since === undefined ? 'ok' : 'stolen-later', detail);
      return found;
    }

    async trustedKey(method, did) {
      const detail = { verificationMethod: method };
      if (this.pinned !== null) detail.pinned = this.pinned;
      let key = await this.findKey(method, did);
      if (key === 'key-not-found' && Object.hasOwn(this.formerKeys, method)) key = keyBytes(method.slice(did.length + 1));
      if (isText(key)) throw new Failure('key', key, key === 'fingerprint-mismatch' ? 'unknown-issuer' : 'altered', detail);
      const print = await fingerprint(key);
      if (this.pinned !== null && print !== this.pinned) {
        throw new Failure('key', 'fingerprint-mismatch', 'unknown-issuer', { ...detail, fingerprint: print });
      }
      return { key, print };
    }

    async proof(credential, found) {
      const detail = { cryptosuite: found.map(({ proof }) => proof.suite).join(', ') };
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
      if (!hasJcs(known)) throw new Malformed('list-signature');
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

  Object.assign(parchemin, { verify, CHECKS });
})();
