/* A diploma's code as people type, paste or scan it: the twin of generator/trust/code.py, held to tests/vectors/codes.json.

     parchemin.readCode(text)              {code} in its exact form, or {reason, symbol, place}; reasons
                                           length · impossible · symbol · check. Nothing typed is a length of 0
     parchemin.codeIn(text, hosts)         the same of a code or of a diploma's address. With `hosts`, an address elsewhere
                                           is {reason: 'elsewhere', host}
     parchemin.codeWords(refusal, lang)    what is wrong with it, in words

   On a page with [data-code-form] it also opens the diploma's page. Without this script such a form stays hidden, and the
   page says where a diploma's page is. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const ALPHABET = '23456789CDFHJKMNPQRTVWX';
  const LENGTH = 20;
  const MAX_TYPED = 200;
  const MAX_ADDRESS = 2_000;
  const IMPOSSIBLE = '0O1ILAE';
  const LOOK_ALIKES = { B: '8', S: '5', Z: '2', G: '6', U: 'V', Y: 'V' };
  const SEPARATORS = /[\s\-_.\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d\u200b]+/g;
  const WORDS = {
    fr: {
      empty: () => 'Entrez le code imprimé sur le diplôme.',
      length: ({ place }) => `Un code compte vingt signes ; celui-ci en a ${place}.`,
      impossible: ({ symbol, place }) =>
        `Le signe ${symbol} (à la place ${place}) n’apparaît jamais dans un code : ni 0, ni O, ni 1, ni I, ni L, ni A, `
        + 'ni E. Regardez-le de nouveau.',
      symbol: ({ symbol, place }) => `Le signe « ${symbol} » (à la place ${place}) n’apparaît jamais dans un code.`,
      check: () =>
        'Ce code contient une faute de frappe : un signe est faux, ou deux sont intervertis. Comparez-le avec le papier, '
        + 'groupe par groupe.',
      elsewhere: ({ host }) => `Cette adresse mène à un autre site, ${host}, et n’est pas suivie d’ici.`,
    },
    en: {
      empty: () => 'Enter the code printed on the diploma.',
      length: ({ place }) => `A code has twenty symbols, and this one ${place}.`,
      impossible: ({ symbol, place }) =>
        `The symbol ${symbol} (at place ${place}) never occurs in a code: no 0, O, 1, I, L, A or E. Look at it again.`,
      symbol: ({ symbol, place }) => `The symbol “${symbol}” (at place ${place}) never occurs in a code.`,
      check: () =>
        'This code holds a typing mistake: one symbol is wrong, or two were swapped. Compare it with the paper, group by group.',
      elsewhere: ({ host }) => `This address leads to another site, ${host}, and is not followed from here.`,
    },
  };

  function readCode(text) {
    if (text.length > MAX_TYPED) return { reason: 'length', place: text.length };
    const symbols = Array.from(text.normalize('NFKC').replace(SEPARATORS, '').toUpperCase());
    let sum = 0;
    for (let place = 1; place <= symbols.length; place += 1) {
      const typed = symbols[place - 1];
      const symbol = Object.hasOwn(LOOK_ALIKES, typed) ? LOOK_ALIKES[typed] : typed;
      if (IMPOSSIBLE.includes(symbol)) return { reason: 'impossible', symbol, place };
      if (!ALPHABET.includes(symbol)) return { reason: 'symbol', symbol, place };
      symbols[place - 1] = symbol;
      sum += place * ALPHABET.indexOf(symbol);
    }
    if (symbols.length !== LENGTH) return { reason: 'length', place: symbols.length };
    if (sum % ALPHABET.length !== 0) return { reason: 'check' };
    return { code: symbols.join('').match(/.{4}/g).join('-') };
  }

  /** What people paste, and what a QR code holds, is often the whole address. */
  function codeIn(text, hosts) {
    if (text.length > MAX_ADDRESS) return { reason: 'length', place: text.length };
    const typed = text.trim();
    const address = /^https?:\/\/([^/?#\s]{1,253})(?:\/[^?#\s]*)?\/d\/([^/?#\s]+?)(?:\.html|\.json)?(?:[?#]\S*)?$/i.exec(typed);
    if (!address) {
      const host = /^[a-z][a-z0-9+.-]{0,20}:\/\/([^/?#\s]{0,253})/i.exec(typed);
      if (host && hosts) return { reason: 'elsewhere', host: host[1] };
      return readCode(/\/d\/([^/?#\s]+?)(?:\.html|\.json)?$/.exec(typed)?.[1] ?? typed);
    }
    if (hosts && !hosts.includes(address[1].toLowerCase())) return { reason: 'elsewhere', host: address[1] };
    return readCode(address[2]);
  }

  function codeWords(refusal, lang) {
    const reason = refusal.reason === 'length' && refusal.place === 0 ? 'empty' : refusal.reason;
    return WORDS[lang][reason](refusal).replace(/ (?=[:;])/g, lang === 'fr' ? '\u00a0' : ' ').replace(/« | »/g, (sign) =>
      (sign.startsWith('«') ? '«\u00a0' : '\u00a0»'));
  }

  function enable(form) {
    const field = form.querySelector('input');
    const error = form.querySelector('[data-code-error]');
    form.hidden = false;
    field.addEventListener('input', () => {
      error.hidden = true;
      field.removeAttribute('aria-invalid');
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const result = codeIn(field.value);
      if (result.code) {
        location.href = `${form.dataset.diplomas}${result.code}.html`;
        return;
      }
      error.textContent = codeWords(result, document.documentElement.lang === 'en' ? 'en' : 'fr');
      error.hidden = false;
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    });
  }

  Object.assign(parchemin, { readCode, codeIn, codeWords });
  if (globalThis.document) document.querySelectorAll('[data-code-form]').forEach(enable);
})();
