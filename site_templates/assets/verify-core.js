/* The verifier: is this credential authentic, current, and from whom? The same judgement as generator/trust/verify.py,
   check by check; both answer to tests/vectors/verify/*.json.

     parchemin.verify({credentialText, didDocuments, statusLists, now, pinned})
         -> Promise<{verdict, checks: [{id, outcome, reason, detail}], credential}>

   credentialText  the text (or the bytes) of the credential
   didDocuments    {did: text of its did.json}; what could not be fetched is simply absent
   statusLists     {address as written in the credential: text of the list}
   now             a Date or an instant "YYYY-MM-DDThh:mm:ssZ"
   pinned          the fingerprint of the issuer's key as known from elsewhere, or null

   Nothing is fetched here, no clock is read, no DOM is touched: it serves a page, a dropped file and a worker alike.
   A key is never taken on the credential's own word: it comes from did.json, or its fingerprint was pinned by the reader.
   "Not checked" is an outcome of its own and never counts as passed. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseJson, canonical, base58Decode, base64urlDecode, hex, sha256, utf8, gunzip } = parchemin;

  const CHECKS = ['parse', 'structure', 'issuer', 'key', 'proof', 'dates', 'status'];
  const SUITE = 'eddsa-jcs-2022';
  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const isText = (value) => typeof value === 'string' && value !== '';
  const listOf = (value) => (Array.isArray(value) ? value : [value]);

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
    try {
      const key = base16('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
      const signature = base16('e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b');
      return await ed25519(key, signature, new Uint8Array());
    } catch {
      return false;
    }
  }

  const base16 = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

  async function ed25519(raw, signature, message) {
    const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, signature, message);
  }
