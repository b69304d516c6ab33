/* Opening a sealed diploma: the twin of generator/trust/sealedpage.py. The key stands behind the # of the link (k=…), which no
   server is sent; the page's ciphertext holds the page that an open diploma would have.

     parchemin.unseal(text, key)      the text of a sealed file (a JWE, alg dir, enc A256GCM) → Promise of what it holds
     parchemin.unsealed(bytes)        bytes of CODE.json as published → bytes of the signed document, once the page is open
   Once the page is open, `parchemin:opened` is dispatched on the document, and diploma.js checks it like any other. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const HEADER = { alg: 'dir', enc: 'A256GCM', typ: 'parchemin-diploma' };
  const utf8 = (text) => new TextEncoder().encode(text);

  function bytesOf(text) {
    if (typeof text !== 'string' || /[^A-Za-z0-9_-]/.test(text)) throw new TypeError('not base64url');
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  }

  async function unseal(text, key) {
    const token = JSON.parse(text);
    const header = JSON.parse(new TextDecoder().decode(bytesOf(token.protected)));
    if (!['json', 'html'].includes(header.cty) || Object.keys(header).length !== 4) throw new TypeError('header');
    for (const [name, value] of Object.entries(HEADER)) if (header[name] !== value) throw new TypeError(name);
    const { subtle } = crypto;
    const secret = await subtle.importKey('raw', key, 'HKDF', false, ['deriveKey']);
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`parchemin/sealed-${header.cty}/v1`) };
    const content = await subtle.deriveKey(hkdf, secret, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    const [body, tag] = [bytesOf(token.ciphertext), bytesOf(token.tag)];
    const whole = new Uint8Array(body.length + tag.length);
    whole.set(body);
    whole.set(tag, body.length);
    const gcm = { name: 'AES-GCM', iv: bytesOf(token.iv), additionalData: utf8(token.protected) };
    return new TextDecoder('utf-8', { fatal: true }).decode(await subtle.decrypt(gcm, content, whole)).replace(/ +$/, '');
  }

  let opened = null;

  /** A published file as the page's own record says it: sealed pages have a sealed CODE.json beside them. */
  parchemin.unsealed = async (bytes) => {
    if (opened === null || bytes === undefined) return bytes;
    try {
      return utf8(await unseal(new TextDecoder().decode(bytes), opened));
    } catch {
      return bytes;
    }
  };
  parchemin.unseal = unseal;

  const keyIn = (fragment) => /(?:^#|&)k=([A-Za-z0-9_-]{22})(?:&|$)/.exec(fragment)?.[1];

  function say(what) {
    for (const line of document.querySelectorAll('[data-seal]')) line.hidden = line.dataset.seal !== what;
    document.documentElement.dataset.seal = what;
  }

  /** What the sealed file is not, the page must not offer: the signed document is in the page. */
  function offerDocument(main, code) {
    for (const link of main.querySelectorAll('a[download][href$=".json"]')) {
      const text = document.getElementById('credential').textContent.trim();
      link.href = URL.createObjectURL(new Blob([JSON.stringify(JSON.parse(text))], { type: 'application/json' }));
      link.download = `${code}.json`;
    }
  }

  async function open() {
    const sealed = document.querySelector('main[data-sealed]');
    const fragment = location.hash;
    const key = keyIn(fragment);
    if (sealed === null) return;
    if (key === undefined) {
      say('missing');
      return;
    }
    if (!globalThis.crypto?.subtle) {
      say('unsupported');
      return;
    }
    let page;
    try {
      const secret = bytesOf(key);
      page = await unseal(document.getElementById('sealed').textContent, secret);
      opened = secret;
    } catch {
      say('wrong');
      return;
    }
    // Authenticated, and made by the same templates; scripts in it do not run.
    const inside = new DOMParser().parseFromString(page, 'text/html');
    const main = document.adoptNode(inside.getElementById('main'));
    sealed.replaceWith(main);
    document.documentElement.lang = inside.documentElement.lang;
    document.documentElement.dataset.seal = 'open';
    offerDocument(main, main.dataset.code);
    // The language is chosen by the fragment too: the link is put back, so that it can be copied and loaded again.
    addEventListener('hashchange', () => {
      if (keyIn(location.hash) === undefined) history.replaceState(null, '', fragment);
    });
    document.dispatchEvent(new Event('parchemin:opened'));
  }

  if (document.querySelector('main[data-sealed]') !== null) {
    open();
    addEventListener('hashchange', open);
  }
})();
