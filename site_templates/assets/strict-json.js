/* Bytes and text that a signature can rest on: strict JSON, its canonical form, base58, hexadecimal, SHA-256.

   No DOM, no network, no clock. Everything hangs on the one global `parchemin`:
     parchemin.Malformed                  the error thrown here; `.reason` is a slug, never shown raw to people
     parchemin.parseJson(input)           string or bytes → value; objects have no prototype
     parchemin.parseObject(input)         the same, refusing anything but an object
     parchemin.canonical(value)           value → its canonical text (RFC 8785, JCS)
     parchemin.at(value, pointer)         JSON pointer (RFC 6901) → value or undefined
     parchemin.base58Decode, base64urlDecode, hex, sha256, utf8, gunzip, inflate */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});

  /** Thrown for input that is not even of the form it claims. Malformed is not the same as false. */
  class Malformed extends Error {
    constructor(reason, message) {
      super(message ?? reason);
      this.name = 'Malformed';
      this.reason = reason;
    }
  }

  const MAX_BYTES = 1_000_000;
  const MAX_DEPTH = 32;
  const utf8 = (text) => new TextEncoder().encode(text);

  // ---- strict JSON (RFC 8259, narrowed to what I-JSON and JCS can carry) ------------------------------------------

  const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

  /** JSON.parse keeps the last of two members of the same name, so two readers of one signed text could see two
      different things; it also turns 1e400 into Infinity and lets lone surrogates through. All of that is refused here. */
  class Reader {
    constructor(text) {
      this.text = text;
      this.at = 0;
    }

    fail(reason) {
      throw new Malformed(reason, `${reason} at character ${this.at}`);
    }

    blank() {
      for (;;) {
        const unit = this.text.charCodeAt(this.at);
        if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
        this.at += 1;
      }
    }

    /** Consumes `symbol` if it is next. */
    take(symbol) {
      if (this.text[this.at] !== symbol) return false;
      this.at += 1;
      return true;
    }

    document() {
      this.blank();
      const value = this.value(0);
      this.blank();
      if (this.at !== this.text.length) this.fail('not-json');
      return value;
    }

    value(depth) {
      switch (this.text[this.at]) {
        case '{': return this.object(depth + 1);
        case '[': return this.array(depth + 1);
        case '"': return this.string();
        case 't': return this.word('true', true);
        case 'f': return this.word('false', false);
        case 'n': return this.word('null', null);
        default: return this.number();
      }
    }

    word(word, value) {
      if (!this.text.startsWith(word, this.at)) this.fail('not-json');
      this.at += word.length;
      return value;
    }

    object(depth) {
      if (depth > MAX_DEPTH) this.fail('too-deep');
      const members = Object.create(null); // no prototype: "__proto__" is a member like any other
      this.at += 1;
      this.blank();
      if (this.take('}')) return members;
      do {
        this.blank();
        if (this.text[this.at] !== '"') this.fail('not-json');
        const name = this.string();
        if (name in members) this.fail('duplicate-member');
        this.blank();
        if (!this.take(':')) this.fail('not-json');
        this.blank();
        members[name] = this.value(depth);
        this.blank();
      } while (this.take(','));
      if (!this.take('}')) this.fail('not-json');
      return members;
    }

    array(depth) {
      if (depth > MAX_DEPTH) this.fail('too-deep');
      const items = [];
      this.at += 1;
      this.blank();
      if (this.take(']')) return items;
      do {
        this.blank();
        items.push(this.value(depth));
        this.blank();
      } while (this.take(','));
      if (!this.take(']')) this.fail('not-json');
      return items;
    }

    string() {
      const start = this.at;
      for (this.at += 1; ; this.at += 1) {
        const unit = this.text.charCodeAt(this.at); // NaN at the end of the text
        if (unit === 0x22) break;
        if (unit === 0x5c) this.at += 1;
        else if (!(unit >= 0x20)) this.fail('not-json');
      }
      this.at += 1;
      let value;
      try {
        value = JSON.parse(this.text.slice(start, this.at)); // the escapes only: the extent is ours
      } catch {
        this.fail('not-json');
      }
      if (/\p{Surrogate}/u.test(value)) this.fail('lone-surrogate'); // a pair is one code point and does not match
      return value;
    }

    number() {
      NUMBER.lastIndex = this.at;
      const match = NUMBER.exec(this.text);
      if (!match) this.fail('not-json');
      const value = Number(match[0]);
      // Beyond these bounds two readers may round differently (RFC 7493 §2.2), and JCS has no form for it.
      if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) this.fail('number');
      this.at += match[0].length;
      return value;
    }
  }

  /** Parses a string or UTF-8 bytes; throws Malformed with reason
      too-large · not-utf8 · not-json · duplicate-member · too-deep · lone-surrogate · number (as generator/trust/strictjson.py). */
  function parseJson(input, maxBytes = MAX_BYTES) {
    let text = input;
    if (typeof input === 'string') {
      if (input.length > maxBytes || utf8(input).length > maxBytes) throw new Malformed('too-large');
    } else {
      if (input.byteLength > maxBytes) throw new Malformed('too-large');
      try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input);
      } catch {
        throw new Malformed('not-utf8');
      }
    }
    return new Reader(text).document();
  }

  /** As parseJson, and the outermost value must be an object. */
  function parseObject(input, maxBytes) {
    const value = parseJson(input, maxBytes);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Malformed('not-an-object');
    return value;
  }

  // ---- canonical form (RFC 8785) ----------------------------------------------------------------------------------

  /** JavaScript's own sort order of strings (UTF-16 code units), number formatting and string escapes are the ones that
      RFC 8785 prescribes (§3.2.2, §3.2.3). */
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    if (value !== null && typeof value === 'object') {
      const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
      return `{${members.join(',')}}`;
    }
    return JSON.stringify(value);
  }

  /** RFC 6901. Undefined where the pointer leads nowhere. */
  function at(value, pointer) {
    if (pointer === '') return value;
    if (!pointer.startsWith('/')) return undefined;
    for (const raw of pointer.slice(1).split('/')) {
      const name = raw.replaceAll('~1', '/').replaceAll('~0', '~');
      if (value === null || typeof value !== 'object') return undefined;
      if (Array.isArray(value) && !/^(0|[1-9][0-9]*)$/.test(name)) return undefined;
      if (!Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    return value;
  }

  // ---- bytes ------------------------------------------------------------------------------------------------------

  const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const MAX_BASE58 = 511; // the arithmetic is quadratic; a signature has 88 characters

  /** base58btc without the multibase letter; leading ones are leading zero bytes. */
  function base58Decode(text) {
    if (text.length > MAX_BASE58) throw new Malformed('base58');
    const bytes = []; // little-endian while being built
    for (const symbol of text) {
      let carry = BASE58.indexOf(symbol);
      if (carry < 0) throw new Malformed('base58');
      for (let i = 0; i < bytes.length; i += 1) {
        carry += bytes[i] * 58;
        bytes[i] = carry & 0xff;
        carry >>= 8;
      }
      for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff);
    }
    for (let i = 0; i < text.length && text[i] === '1'; i += 1) bytes.push(0);
    return Uint8Array.from(bytes.reverse());
  }

  /** RFC 4648 §5 without padding. */
  function base64urlDecode(text) {
    if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Malformed('base64url');
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  }

  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

  /** SHA-256 of bytes or of a text's UTF-8. Needs a secure context, like every signature check. */
  async function sha256(input) {
    const bytes = typeof input === 'string' ? utf8(input) : input;
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  }

  const gunzip = (bytes, maxBytes) => inflate(bytes, maxBytes, 'gzip');

  /** Inflates one gzip member or zlib stream ('deflate'), refusing as soon as more than `maxBytes` come out: a few kilobytes
      can hold gigabytes. */
  async function inflate(bytes, maxBytes, format) {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
    const parts = [];
    let length = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        length += value.length;
        if (length > maxBytes) throw new Malformed('gzip-size');
        parts.push(value);
      }
    } catch (error) {
      reader.cancel().catch(() => {});
      throw error instanceof Malformed ? error : new Malformed('gzip');
    }
    const whole = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }

  Object.assign(parchemin, {
    Malformed, parseJson, parseObject, canonical, at, base58Decode, base64urlDecode, hex, sha256, utf8, gunzip, inflate,
  });
})();
