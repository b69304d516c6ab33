/* The arithmetic of the catalogue's filters, without a page: what a course answers to, which courses are found, and how many
   each further choice would find. The values come from generator/site/facets.py.

     parchemin.readEntry(slug, facets, runs)      a course: {slug, values: Map(name → Set), sessions}
     parchemin.judge(entry, day)                  adds where it stands on that day: foremost, tier, starts (of what is to come)
     parchemin.tally(entries, chosen, hits, options, day)
         chosen   Map(name → [values]), only of filters in use; AND between filters, OR within one
         hits     Set of slugs that the words find, or null
         options  Map(name → [values]) of the whole form
         -> {found: [entries], counts: Map("name:value" → number), without: Map(name → number)}
   A count says how many courses would be found by that value with all the other filters as they are; `without`, how many if
   that one filter ("q": the words) were dropped. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const TIERS = [['now', 2], ['soon', 3], ['running', 6], ['rest', Infinity]];

  function readFacets(facets) {
    const values = new Map();
    for (const pair of facets.split(' ')) {
      const at = pair.indexOf(':');
      const name = pair.slice(0, at);
      if (!values.has(name)) values.set(name, new Set());
      values.get(name).add(pair.slice(at + 1));
    }
    return values;
  }

  function readEntry(slug, facets, runs) {
    let values = null;
    return {
      slug,
      sessions: parchemin.readRuns(runs),
      // Read when somebody filters: a page of hundreds of courses is to answer soon.
      get values() {
        return (values ??= readFacets(facets));
      },
    };
  }

  function judge(entry, day) {
    entry.foremost = parchemin.foremost(entry.sessions, day);
    entry.tier = TIERS.find(([, highest]) => entry.foremost.rank <= highest)[0];
    entry.starts = entry.sessions.map(({ start }) => start).filter((start) => start > day);
    return entry;
  }

  /** The same day so many months later, or the last day of a shorter month. */
  function monthsLater(day, months) {
    const [year, month, number] = day.split('-').map(Number);
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + months, Math.min(number, last))).toISOString().slice(0, 10);
  }

  const untils = new Map();
  /** The last day of "within so many months", reckoned once. */
  function until(day, months) {
    const key = `${day} ${months}`;
    if (!untils.has(key)) untils.set(key, monthsLater(day, Number(months)));
    return untils.get(key);
  }

  function answers(entry, name, value, day) {
    switch (name) {
      case 'state': return entry.foremost.state === value;
      case 'within': return entry.starts.some((start) => start <= until(day, value));
      case 'price': return [...(entry.values.get('price') ?? [])].some((price) => Number(price) <= Number(value));
      default: return entry.values.get(name)?.has(value) ?? false;
    }
  }

  function tally(entries, chosen, hits, options, day) {
    const found = [];
    const counts = new Map();
    const without = new Map();
    const count = (entry, name) => {
      for (const value of options.get(name) ?? []) {
        if (answers(entry, name, value, day)) counts.set(`${name}:${value}`, (counts.get(`${name}:${value}`) ?? 0) + 1);
      }
    };
    for (const entry of entries) {
      const failed = [];
      for (const [name, values] of chosen) {
        if (!values.some((value) => answers(entry, name, value, day))) failed.push(name);
      }
      if (hits && !hits.has(entry.slug)) failed.push('q');
      if (failed.length === 0) {
        found.push(entry);
        for (const name of options.keys()) count(entry, name);
      } else if (failed.length === 1) {
        count(entry, failed[0]);
        without.set(failed[0], (without.get(failed[0]) ?? 0) + 1);
      }
    }
    return { found, counts, without };
  }

  const inOrder = (one, other) =>
    one.foremost.rank - other.foremost.rank || one.foremost.order - other.foremost.order || (one.slug < other.slug ? -1 : 1);

  Object.assign(parchemin, { readEntry, judge, tally, monthsLater, inOrder, TIERS: TIERS.map(([tier]) => tier) });
})();
