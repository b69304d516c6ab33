/* Keeps the cards of courses true on the day they are read. Needs runs.js.

     parchemin.correctCards(cards)   [[card, foremost]]: an element with data-runs, [data-state] and [data-when], as cards.html
                                     writes it, and what parchemin.foremost says of its runs

   A page without filters ([data-shelf], the home page) is corrected as soon as it is there. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});

  function correct(card, { session, state }, words, lang) {
    const place = card.querySelector('[data-state]');
    const when = card.querySelector('[data-when]');
    if (place && place.dataset.state !== state) {
      const { className, textContent } = parchemin.stateChip(state, words);
      Object.assign(place, { className, textContent });
      place.dataset.state = state;
    }
    if (when && when.dataset.when !== (session?.start ?? '')) {
      when.replaceChildren(session ? parchemin.rangeText(session.start, session.presumed ? '' : session.end, lang) : '');
      if (session?.indicative) {
        const badge = document.createElement('span');
        badge.className = 'badge badge-indicative';
        badge.textContent = words.indicative;
        when.append(' ', badge);
      }
      when.dataset.when = session?.start ?? '';
      when.hidden = !session;
    }
  }

  function correctCards(cards) {
    const words = parchemin.runWords();
    for (const [card, foremost] of cards) correct(card, foremost, words, document.documentElement.lang);
  }

  parchemin.correctCards = correctCards;
  const shelf = document.querySelector('[data-shelf]');
  if (shelf) {
    const day = parchemin.schoolDay(shelf.dataset.built);
    correctCards([...shelf.querySelectorAll('[data-runs]')].map((card) => [card, parchemin.foremost(parchemin.readRuns(card.dataset.runs), day)]));
  }
})();
