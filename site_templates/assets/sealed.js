/* Sealing: an object → one JWE in compact form, which only the school's key opens. The twin of generator/trust/sealed.py and
   generator/trust/receipt.py, held to tests/vectors/sealed/. RFC 7516, ECDH-ES on P-256 (RFC 7518 §4.6) with A256GCM (§5.3).

   No DOM, no network. Randomness comes from the browser, or from `given` in tests alone.
     parchemin.canSeal()                          whether this browser can, here
     parchemin.seal(letter, key, given?)          {kid, x, y} → Promise of the text of the sealed file
     parchemin.pad(bytes)                         JSON with spaces at its end, so that its length says little
     parchemin.newMessageId(), newReceipt()       128 random bits in hexadecimal; a receipt
     parchemin.readReceipt(text)                  a receipt in its exact form, or null */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const TYP = 'parchemin-letter';
  const VERSION = 1;
  const BLOCK = 1024;
  const SMALL = 16 * BLOCK;
  const LARGE_BLOCK = 64 * BLOCK;
  const ALPHABET = '23456789CDFHJKMNPQRTVWX';
  const RECEIPT = 12;
  const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

  const utf8 = (text) => new TextEncoder().encode(text);

  function base64url(bytes) {
    let text = '';
    // In pieces: a call takes only so many arguments.
    for (let at = 0; at < bytes.length; at += 0x6000) text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000)));
    return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  }

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** A 32-bit number, big-endian, as the KDF writes lengths. */
  const word = (number) => Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);

  /** Concat KDF (NIST SP 800-56A §5.8.1 as profiled by RFC 7518 §4.6.2) for 256 bits: one round of SHA-256. */
  async function concatKdf(shared) {
    const name = utf8('A256GCM');
    const info = joined(word(name.length), name, word(0), word(0), word(256));
    return new Uint8Array(await crypto.subtle.digest('SHA-256', joined(word(1), shared, info)));
  }

  function pad(bytes) {
    const block = bytes.length <= SMALL ? BLOCK : LARGE_BLOCK;
    const padded = new Uint8Array(Math.ceil(bytes.length / block) * block).fill(0x20);
    padded.set(bytes);
    return padded;
  }

  async function seal(letter, key, given = {}) {
    const { subtle } = crypto;
    const school = await subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x: key.x, y: key.y }, CURVE, false, []);
    // A pair for this file alone; its secret half is gone when this function returns.
    const pair = given.ephemeral
      ? { privateKey: await subtle.importKey('jwk', given.ephemeral, CURVE, false, ['deriveBits']), epk: given.ephemeral }
      : await subtle.generateKey(CURVE, false, ['deriveBits']);
    const epk = pair.epk ?? await subtle.exportKey('jwk', pair.publicKey);
    const shared = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: school }, pair.privateKey, 256));
    const content = await subtle.importKey('raw', await concatKdf(shared), 'AES-GCM', false, ['encrypt']);
    const header = {
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      typ: TYP,
      kid: key.kid,
      epk: { kty: 'EC', crv: 'P-256', x: epk.x, y: epk.y },
      v: VERSION,
    };
    const head = base64url(utf8(JSON.stringify(header)));
    const iv = given.iv ?? crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: utf8(head), tagLength: 128 },
      content,
      pad(utf8(JSON.stringify(letter))),
    ));
    const body = sealed.subarray(0, sealed.length - 16);
    // The second part, an encrypted key, is empty: the key was agreed upon (RFC 7518 §4.6).
    return [head, '', base64url(iv), base64url(body), base64url(sealed.subarray(sealed.length - 16))].join('.');
  }

  const canSeal = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

  const newMessageId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  const grouped = (symbols) => symbols.match(/.{4}/g).join('-');
  const weighted = (values) => values.reduce((sum, value, place) => sum + (place + 1) * value, 0) % ALPHABET.length;

  /** `draw` gives eight random bytes; draws that would favour some receipts are drawn again. */
  function newReceipt(draw = () => crypto.getRandomValues(new Uint8Array(8))) {
    const space = BigInt(ALPHABET.length) ** BigInt(RECEIPT - 1);
    const limit = 2n ** 64n - ((2n ** 64n) % space);
    let number = limit;
    while (number >= limit) number = draw().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    number %= space;
    const values = [];
    for (let place = 1; place < RECEIPT; place += 1) {
      values.push(Number(number % BigInt(ALPHABET.length)));
      number /= BigInt(ALPHABET.length);
    }
    // The last symbol makes the weighted sum zero; 12 times 2 is 1 modulo 23.
    values.push((((ALPHABET.length - weighted(values)) % ALPHABET.length) * 2) % ALPHABET.length);
    return grouped(values.map((value) => ALPHABET[value]).join(''));
  }

  function readReceipt(text) {
    const symbols = text.slice(0, 100).normalize('NFKC').replace(/[\s\-_.\u00ad\u2010-\u2015\u2212]+/g, '').toUpperCase();
    const values = Array.from(symbols, (symbol) => ALPHABET.indexOf(symbol));
    if (values.length !== RECEIPT || values.includes(-1) || weighted(values) !== 0) return null;
    return grouped(symbols);
  }

  Object.assign(parchemin, { canSeal, seal, pad, newMessageId, newReceipt, readReceipt });
})();
