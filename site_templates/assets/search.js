/* The word search of the catalogue. The library (vendor/minisearch.js) and the texts (assets/catalogue/search-LANG.json) are
   fetched when somebody types for the first time, and not before.

     parchemin.openSearch({library, documents})   addresses -> Promise of words => Map(slug → score), best first
     parchemin.plain(text)                        "L’Épidémie" → "l epidemie": no accents, no capitals, no punctuation
     parchemin.searchTexts(texts)                 the same without the library, over [[slug, text]]: whole beginnings of words

   A copy of the site on a disk cannot fetch: there the visible text of the cards is searched, without tolerance for typing
   mistakes. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const FIELDS = ['title', 'names', 'units', 'team', 'summary'];
  const BOOST = { title: 6, names: 5, team: 3, units: 2 };
  // Words that stand in nearly every text: with AND between words, they could only get in the way.
  const EMPTY = new Set(
    ('a au aux avec ce ces dans de des du en et la le les leur ou par pour que qui sa ses son sur un une d l '
      + 'an and are as at by for from in is it of on or that the this to with cours course courses mooc').split(' '),
  );

  const plain = (text) =>
    text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').replaceAll('ß', 'ss')
      .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const wordsOf = (text) => plain(text).split(' ').filter(Boolean);
  /** The words that matter; all of them, where none would be left. */
  const telling = (words) => {
    const kept = words.filter((word) => !EMPTY.has(word));
    return kept.length > 0 ? kept : words;
  };

  function script(address) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = address;
      element.addEventListener('load', resolve);
      element.addEventListener('error', reject);
      document.head.append(element);
    });
  }

  async function openSearch({ library, documents }) {
    const [response] = await Promise.all([fetch(documents), globalThis.MiniSearch ?? script(library)]);
    if (!response.ok) throw new Error(documents);
    const rows = await response.json();
    const index = new globalThis.MiniSearch({ fields: FIELDS, idField: 'slug', tokenize: wordsOf, processTerm: (term) => term });
    index.addAll(rows.map(([slug, ...texts]) => ({ slug, ...Object.fromEntries(FIELDS.map((field, place) => [field, texts[place]])) })));
    const ask = (words, fuzzy) =>
      index.search(words.join(' '), {
        boost: BOOST,
        combineWith: 'AND',
        // A word being typed is a beginning; a short one is not to be mistaken for another.
        prefix: (term) => term.length > 1,
        fuzzy: fuzzy && ((term) => (term.length > 7 ? 2 : term.length > 3 ? 1 : false)),
      });
    return (text) => {
      const words = telling(wordsOf(text));
      const exact = ask(words, false);
      const found = exact.length > 0 ? exact : ask(words, true);
      return new Map(found.map(({ id, score }) => [id, score]));
    };
  }

  function searchTexts(texts) {
    const known = texts.map(([slug, text]) => [slug, ` ${plain(text)}`]);
    return (text) => {
      const words = telling(wordsOf(text));
      return new Map(known.filter(([, hay]) => words.every((word) => hay.includes(` ${word}`))).map(([slug]) => [slug, 1]));
    };
  }

  Object.assign(parchemin, { openSearch, searchTexts, plain });
})();
