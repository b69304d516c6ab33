/* Keeps the page of a course true on the day it is read: which session comes next and where each one stands. Needs runs.js.
   What it reads: [data-next] with its data-runs, [data-enrolment], [data-exam], and [data-run] of each session to come, with its [data-window]. */
'use strict';
(() => {
  const { schoolDay, readRuns, foremost, runState, rangeText, stateChip, runWords } = globalThis.parchemin;
  const next = document.querySelector('[data-next]');
  if (!next) return;
  const day = schoolDay(next.dataset.built);
  const words = runWords();
  const { lang } = document.documentElement;

  function tell(place, state) {
    if (!place || place.dataset.state === state) return;
    place.replaceChildren(stateChip(state, words));
    place.dataset.state = state;
  }

  function period(selector, from, to, text = '') {
    const fact = document.querySelector(selector);
    fact.hidden = !(from && to);
    if (from && to) fact.querySelector('dd').textContent = text || rangeText(from, to, lang);
  }

  /** The exam of a session as its place among the sessions to come says it: with the hours, where they are known. */
  function hours({ start, end }) {
    const item = [...document.querySelectorAll('[data-run]')].find((one) => one.dataset.run.startsWith(`${start}/${end}/`));
    return item?.querySelector('[data-window]')?.dataset.window;
  }

  const { session, state } = foremost(readRuns(next.dataset.runs), day);
  tell(next.querySelector('[data-state]'), state);
  const when = next.querySelector('[data-when]');
  if (session) {
    const label = state.startsWith('archived') ? 'last_session' : session.start <= day ? 'current_session' : 'next_session';
    next.querySelector('[data-label]').textContent = words[label];
    next.querySelector('[data-none]').hidden = label !== 'last_session';
    if (when.dataset.when !== session.start) {
      when.textContent = rangeText(session.start, session.presumed ? '' : session.end, lang);
      when.dataset.when = session.start;
      next.querySelector('[data-indicative]').hidden = !session.indicative;
      period('[data-enrolment]', session.opens, session.closes);
      period('[data-exam]', session.examOpens, session.examCloses, hours(session));
    }
  }
  for (const item of document.querySelectorAll('[data-run]')) {
    const [run] = readRuns(item.dataset.run);
    const now = runState(run, day).state;
    tell(item.querySelector('[data-state]'), now);
    item.classList.toggle('now', now.startsWith('ongoing'));
  }
})();
