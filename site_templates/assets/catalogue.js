/* The filters of the catalogue: reads the form that fragments/catalogue.html wrote, keeps it in the address, and shows the cards
   of the courses that are found. Needs runs.js, cards.js, facets.js and search.js. Nothing is sent anywhere.

   Up to a few hundred courses every card is on the page (entry.card). Beyond, data-index names a list of all courses with the
   page of the theme on which each card stands (entry.page); a card is taken from there when it is to be shown. */
'use strict';
(() => {
  const root = document.querySelector('[data-catalogue]');
  // A large catalogue on a disk cannot fetch the rest of itself: its pages by theme serve there.
  if (!root || (root.dataset.index && location.protocol === 'file:')) return;
  const { schoolDay, readRuns, foremost, readEntry, judge, tally, inOrder, correctCards, openSearch, searchTexts, TIERS } = globalThis.parchemin;
  const lang = document.documentElement.lang;
  const day = schoolDay(root.dataset.built);
  const one = (selector) => root.querySelector(selector);
  const all = (selector) => [...root.querySelectorAll(selector)];
  const form = one('.facets');
  const field = one('#words');
  const number = one('[data-number]');
  const chips = one('[data-chips]');
  const further = one('[data-further]');
  const integer = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, lang === 'fr' ? '\u202f' : ',');
  const STEP = 48;

  // ---- the form: each filter's values and their words ------------------------------------------------------------------

  const controls = all('[data-facet]').map((element) => ({
    name: element.dataset.facet,
    boxes: [...element.querySelectorAll('input')],
    select: element.querySelector('select'),
  }));
  const valuesOf = ({ boxes, select }) => (select ? [...select.options].map(({ value }) => value).filter(Boolean) : boxes.map(({ value }) => value));
  const options = new Map(controls.map((control) => [control.name, valuesOf(control)]));
  const moving = new Map([...options].filter(([name]) => ['state', 'within'].includes(name)));
  const words = new Map();
  for (const { name, boxes, select } of controls) {
    for (const box of boxes) words.set(`${name}:${box.value}`, box.closest('label').querySelector('span').textContent);
    for (const option of select?.options ?? []) if (option.value) words.set(`${name}:${option.value}`, option.dataset.label);
  }

  const chosen = () => {
    const found = new Map();
    for (const { name, boxes, select } of controls) {
      const values = select ? [select.value].filter(Boolean) : boxes.filter(({ checked }) => checked).map(({ value }) => value);
      if (values.length > 0) found.set(name, values);
    }
    return found;
  };

  // ---- the address -------------------------------------------------------------------------------------------------------

  function fromAddress() {
    const query = new URLSearchParams(location.search);
    field.value = query.get('q') ?? '';
    for (const { name, boxes, select } of controls) {
      const values = query.getAll(name);
      for (const box of boxes) box.checked = values.includes(box.value);
      if (select) select.value = options.get(name).includes(values[0]) ? values[0] : '';
    }
  }

  function toAddress(method) {
    const query = new URLSearchParams();
    if (field.value.trim()) query.set('q', field.value.trim());
    for (const [name, values] of chosen()) for (const value of values) query.append(name, value);
    const text = query.size > 0 ? `?${query}` : '';
    for (const link of document.querySelectorAll('a[hreflang]')) link.search = text;
    if (!method || text === location.search) return;
    try {
      history[method](null, '', text || location.pathname);
    } catch {
      // A copy on a disk may not have an address of its own.
    }
  }

  // ---- the courses -------------------------------------------------------------------------------------------------------

  const cards = new Map(all('[data-course]').map((card) => [card.dataset.course, card]));
  let entries = [...cards].map(([slug, card]) => judge({ ...readEntry(slug, card.dataset.facets, card.dataset.runs), card }, day)).sort(inOrder);
  let shelves = null; // page → promise, once the index has been read
  correctCards(entries.map((entry) => [entry.card, entry.foremost]));

  async function readIndex() {
    if (!root.dataset.index || shelves) return;
    const rows = await (await fetch(root.dataset.index)).json();
    shelves = new Map();
    entries = rows.map(([slug, facets, runs, page]) => judge({ ...readEntry(slug, facets, runs), card: cards.get(slug), page }, day)).sort(inOrder);
  }

  async function takeShelf(page) {
    const address = new URL(`${page}.html`, location.href);
    const text = await (await fetch(address)).text();
    const taken = [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('[data-course]')];
    for (const card of taken) {
      for (const link of card.querySelectorAll('a[href]')) link.setAttribute('href', new URL(link.getAttribute('href'), address).href);
      if (!cards.has(card.dataset.course)) cards.set(card.dataset.course, document.adoptNode(card));
    }
    correctCards(taken.map((card) => [card, foremost(readRuns(card.dataset.runs), day)]));
  }

  async function withCards(wanted) {
    const pages = new Set(wanted.filter((entry) => !cards.has(entry.slug)).map(({ page }) => page));
    for (const page of pages) if (!shelves.has(page)) shelves.set(page, takeShelf(page));
    await Promise.all([...pages].map((page) => shelves.get(page)));
    return wanted.map((entry) => (entry.card ??= cards.get(entry.slug))).filter(Boolean);
  }

  // ---- words -------------------------------------------------------------------------------------------------------------

  let search = null;
  const openWords = () =>
    (search ??= openSearch({ library: root.dataset.minisearch, documents: root.dataset.search }).catch(() =>
      searchTexts([...cards].map(([slug, card]) => [slug, card.textContent]))));

  // ---- the page ----------------------------------------------------------------------------------------------------------

  function button(text, label, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    if (label) made.setAttribute('aria-label', label);
    made.addEventListener('click', act);
    const item = document.createElement('li');
    item.append(made);
    return item;
  }

  function drop(name, value) {
    const control = controls.find((known) => known.name === name);
    if (name === 'q') field.value = '';
    else if (control.select) control.select.value = '';
    else for (const box of control.boxes) if (value === undefined || box.value === value) box.checked = false;
    change('pushState');
    number.focus();
  }

  function clear() {
    form.reset();
    fromNothing();
    change('pushState');
    number.focus();
  }

  function fromNothing() {
    field.value = '';
    for (const { boxes, select } of controls) {
      for (const box of boxes) box.checked = false;
      if (select) select.value = '';
    }
  }

  const wordsInUse = () => (field.value.trim() ? [['q', [field.value.trim()]]] : []);
  const label = (name, value) => words.get(`${name}:${value}`) ?? (lang === 'fr' ? `«\u00a0${value}\u00a0»` : `“${value}”`);

  function showChips(inUse) {
    const items = inUse.flatMap(([name, values]) =>
      values.map((value) => button(label(name, value), `${chips.dataset.remove} ${label(name, value)}`, () => drop(name, value))));
    if (items.length > 1) items.push(button(chips.dataset.clear, '', clear));
    chips.replaceChildren(...items);
    chips.hidden = items.length === 0;
    const badge = one('[data-chosen]');
    badge.textContent = integer(inUse.reduce((sum, [, values]) => sum + values.length, 0));
    badge.hidden = inUse.length === 0;
  }

  function showCounts(counts, counted) {
    for (const { name, boxes, select } of controls) {
      if (!counted.has(name)) continue;
      for (const box of boxes) {
        const count = counts.get(`${name}:${box.value}`) ?? 0;
        box.closest('label').querySelector('[data-count]').textContent = integer(count);
        box.disabled = count === 0 && !box.checked;
      }
      for (const option of select?.options ?? []) {
        if (!option.value) continue;
        const count = counts.get(`${name}:${option.value}`) ?? 0;
        option.textContent = `${option.dataset.label} (${integer(count)})`;
        option.disabled = count === 0 && !option.selected;
      }
    }
  }

  /** Nothing found: which filter to drop, and what that would find. */
  function showNothing(empty, without, inUse) {
    const box = one('[data-nothing]');
    box.hidden = !empty;
    const ways = inUse.filter(([name]) => without.has(name)).map(([name, values]) => {
      const text = values.map((value) => label(name, value)).join(', ');
      return button(`${box.dataset.without} ${text} (${integer(without.get(name))})`, '', () => drop(name));
    });
    // Where no single filter is in the way of all the others, only a fresh start helps.
    box.querySelector('ul').replaceChildren(...(ways.length > 0 ? ways : [button(chips.dataset.clear, '', clear)]));
  }

  function place(section, wanted) {
    section.hidden = wanted.length === 0;
    const list = section.querySelector('ul');
    const same = list.children.length === wanted.length && wanted.every((card, at) => list.children[at] === card);
    if (!same) list.replaceChildren(...wanted);
  }

  let limit = STEP;
  let turn = 0;

  async function show() {
    const mine = ++turn;
    const typed = wordsInUse();
    const inUse = [...chosen(), ...typed];
    if (inUse.length > 0) await readIndex();
    const hits = typed.length > 0 ? (await openWords())(field.value) : null;
    if (mine !== turn) return;
    // Until somebody filters, only what depends on the day can be otherwise than the page came.
    const counted = turn === 1 && inUse.length === 0 ? moving : options;
    const { found, counts, without } = tally(entries, chosen(), hits, counted, day);
    if (hits) found.sort((a, b) => hits.get(b.slug) - hits.get(a.slug) || inOrder(a, b));
    // The counts that the page came with are those of all courses, which are not here before the index is.
    if (!root.dataset.index || shelves) showCounts(counts, counted);
    showChips(inUse);
    showNothing(found.length === 0, without, inUse);
    number.textContent = inUse.length === 0
      ? number.dataset.all
      : `${integer(found.length)}\u00a0${found.length === 1 || (found.length === 0 && lang === 'fr') ? number.dataset.one : number.dataset.many}`;
    const shown = shelves ? found.slice(0, limit) : found;
    if (shelves) await withCards(shown);
    if (mine !== turn) return;
    if (further) further.hidden = shelves ? shown.length === found.length : false;
    for (const tier of ['found', ...TIERS]) {
      const section = one(`[data-tier="${tier}"]`);
      if (section) place(section, shown.filter((entry) => (hits ? 'found' : entry.tier) === tier).map(({ card }) => card).filter(Boolean));
    }
    if (turn === 1) performance.mark('catalogue-ready'); // for whoever measures
    root.dataset.ready = '';
  }

  function change(method) {
    limit = STEP;
    toAddress(method);
    return show();
  }

  let typing = 0;
  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => change('replaceState'), 120);
  });
  field.form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', () => change('pushState'));
  further?.addEventListener('click', async () => {
    limit += STEP;
    await readIndex();
    await show();
  });
  addEventListener('popstate', () => {
    fromAddress();
    change();
  });

  for (const element of all('[data-controls]')) element.hidden = false;
  for (const element of all('[data-plain]')) element.hidden = true;
  number.tabIndex = -1;
  const wide = matchMedia('(min-width: 60rem)');
  const fit = () => { one('.filter-box').open = wide.matches; };
  wide.addEventListener('change', fit);
  fit();
  fromAddress();
  change();
})();
