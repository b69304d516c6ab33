/* Where a session stands today: the twin of generator/site/runs.py, held to tests/vectors/runs/. A site built last week would
   say that one can still enrol where one cannot; a page that loads this script says what is true on the day it is read.

     parchemin.schoolDay(built)             today in Paris as "YYYY-MM-DD", never before the day of the build
     parchemin.readRuns(text)               the sessions of a data-runs attribute (see runs_text in runs.py)
     parchemin.runState(session, day)       {state, rank}
     parchemin.foremost(sessions, day)      {session, state, rank, order}; without any, {state: 'none', …}
     parchemin.rangeText(start, end, lang)  "du 2 au 15 mars 2026" · "2 to 15 March 2026", as language.day_range
     parchemin.stateChip(state, words)      the element that macros.html writes for a state
     parchemin.runWords()                   the words that the page holds for this

   Days are texts YYYY-MM-DD throughout, which compare as they should; a day that is not known is ''. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});

  const RANKS = {
    'ongoing-open': 0,
    'future-open': 1,
    'archived-open': 2,
    'future-not-yet-open': 3,
    future: 3,
    ongoing: 4,
    'future-closed': 5,
    'ongoing-closed': 6,
    'archived-closed': 7,
    undated: 7,
    none: 8,
    cancelled: 9,
  };
  const TONES = {
    'ongoing-open': 'open',
    'future-open': 'open',
    'archived-open': 'open',
    'future-not-yet-open': 'soon',
    future: 'soon',
    ongoing: 'running',
    'future-closed': 'closed',
    'ongoing-closed': 'closed',
    cancelled: 'cancelled',
  };
  const MONTHS = {
    fr: [
      'janvier', 'février', 'mars', 'avril', 'mai', 'juin',
      'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre',
    ],
    en: [
      'January', 'February', 'March', 'April', 'May', 'June',
      'July', 'August', 'September', 'October', 'November', 'December',
    ],
  };

  /** When the clocks of the European Union change: at one o'clock UTC on the last Sunday of March or of October (directive
      2000/84/EC). Reckoned, because making one Intl.DateTimeFormat costs a slow telephone as much as all filters. */
  function clocksChange(year, month) {
    const last = new Date(Date.UTC(year, month + 1, 0, 1));
    return last.getTime() - last.getUTCDay() * 86_400_000;
  }

  function schoolDay(built = '') {
    const now = Date.now();
    const year = new Date(now).getUTCFullYear();
    const summer = now >= clocksChange(year, 2) && now < clocksChange(year, 9);
    const today = new Date(now + (summer ? 2 : 1) * 3_600_000).toISOString().slice(0, 10);
    // A clock that runs behind must not bring back what is over.
    return today > built ? today : built;
  }

  function readRuns(text) {
    return (text ?? '').split(' ').filter(Boolean).map((word) => {
      const [start, end, opens, closes, examOpens, examCloses, marks] = word.split('/');
      return { start, end, opens, closes, examOpens, examCloses, indicative: marks.includes('i'), presumed: marks.includes('p') };
    });
  }

  function stateOf({ start, end, opens, closes, cancelled }, day) {
    if (cancelled) return 'cancelled';
    if (!start) return 'undated';
    const phase = day < start ? 'future' : end && day > end ? 'archived' : 'ongoing';
    const enrolment = closes && day > closes ? 'closed' : opens && day < opens ? 'not-yet' : opens && closes ? 'open' : '';
    if (phase === 'archived') return enrolment === 'open' ? 'archived-open' : 'archived-closed';
    if (!enrolment) return phase;
    if (enrolment === 'not-yet') return phase === 'future' ? 'future-not-yet-open' : 'ongoing-closed';
    return `${phase}-${enrolment}`;
  }

  function runState(session, day) {
    const state = stateOf(session, day);
    return { state, rank: RANKS[state] };
  }

  /** The session by which a list shows a course: lowest rank; then the first to start, or of what is over the last. */
  function foremost(sessions, day) {
    let best = { session: null, state: 'none', rank: RANKS.none, order: 0 };
    for (const session of sessions) {
      const { state, rank } = runState(session, day);
      if (state === 'undated' || state === 'cancelled') continue;
      const number = Number(session.start.replaceAll('-', ''));
      const order = state.startsWith('archived') ? -number : number;
      if (rank < best.rank || (rank === best.rank && order < best.order)) best = { session, state, rank, order };
    }
    return best;
  }

  function dayText(value, lang) {
    const [year, month, day] = value.split('-').map(Number);
    return `${lang === 'fr' && day === 1 ? '1er' : day} ${MONTHS[lang][month - 1]} ${year}`;
  }

  function rangeText(start, end, lang) {
    const fr = lang === 'fr';
    if (!end) return `${fr ? 'à partir du' : 'from'} ${dayText(start, lang)}`;
    if (start === end) return fr ? `le ${dayText(start, lang)}` : dayText(start, lang);
    let first = dayText(start, lang);
    if (start.slice(0, 4) === end.slice(0, 4)) {
      first = first.slice(0, -5);
      if (start.slice(5, 7) === end.slice(5, 7)) first = first.slice(0, first.indexOf(' '));
    }
    return fr ? `du ${first} au ${dayText(end, lang)}` : `${first} to ${dayText(end, lang)}`;
  }

  function stateChip(state, words) {
    const chip = document.createElement('span');
    chip.className = `chip chip-${TONES[state] ?? 'past'}`;
    chip.textContent = words[state];
    return chip;
  }

  const runWords = () => JSON.parse(document.getElementById('run-words').textContent);

  Object.assign(parchemin, { schoolDay, readRuns, runState, foremost, rangeText, stateChip, runWords });
})();
