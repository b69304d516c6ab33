/* A zip archive, read as if from an enemy: the twin of generator/trust/archive.py.

     parchemin.readArchive(bytes)   Promise of [{name, bytes}]; throws Malformed('archive')
     parchemin.isArchive(bytes)     whether bytes begin as one

   Few and small files; stored or deflated; no encryption, no ZIP64, no name twice; what a header says of a length is not
   believed. The central directory alone says what is inside (APPNOTE 4.3.12). No DOM, no network, no clock. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, inflate } = parchemin;

  const MAX_FILES = 100;
  const MAX_FILE = 4_000_000;
  const MAX_TOTAL = 16_000_000;
  const END = 0x06054b50;
  const ENTRY = 0x02014b50;
  const LOCAL = 0x04034b50;

  function require(condition) {
    if (!condition) throw new Malformed('archive');
  }

  const isArchive = (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2] + 1;

  async function readArchive(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      return await entries(bytes, view, endOf(view));
    } catch {
      throw new Malformed('archive'); // a RangeError is an offset beyond the end
    }
  }

  /** The end record: the last 22 bytes, since ours has no comment. */
  function endOf(view) {
    const end = view.byteLength - 22;
    require(end >= 0 && view.getUint32(end, true) === END && view.getUint16(end + 20, true) === 0);
    require(view.getUint16(end + 4, true) === 0 && view.getUint16(end + 8, true) === view.getUint16(end + 10, true));
    return { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true), stop: end };
  }

  async function entries(bytes, view, { count, start, stop }) {
    require(count <= MAX_FILES);
    const found = new Map();
    let total = 0;
    let at = start;
    for (let number = 0; number < count; number += 1) {
      require(view.getUint32(at, true) === ENTRY);
      const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
      const [packed, length] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const local = view.getUint32(at + 42, true);
      require((flags & 1) === 0 && (method === 0 || method === 8) && length <= MAX_FILE && local + 30 + packed <= start);
      const name = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at + 46, at + 46 + nameLength));
      require(!found.has(name) && !/^\/|\\|(^|\/)\.\.?(\/|$)/.test(name));
      require(view.getUint32(local, true) === LOCAL);
      const data = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      require(data + packed <= start);
      const raw = bytes.subarray(data, data + packed);
      const content = method === 0 ? raw : await inflate(raw, MAX_FILE, 'deflate-raw');
      require(content.length === length);
      require((total += length) <= MAX_TOTAL);
      found.set(name, content);
      at += 46 + nameLength + extra + comment;
    }
    require(at === stop);
    return [...found].map(([name, content]) => ({ name, bytes: content }));
  }

  Object.assign(parchemin, { readArchive, isArchive });
})();
