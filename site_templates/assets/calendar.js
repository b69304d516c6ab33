/* The calendar narrowed by theme, language, programme, organisation and star, and its view kept in the address.

   Everything is in the page already. Each row of the list has the tokens of its course (`data-facets`); whatever shows a
   course anywhere has its name (`data-course`). A choice hides what lacks one of the tokens chosen, in all three views.
   The choices are the query of the address, the view and the month its fragment, so that a link says both. */
'use strict';
(() => {
  const form = document.querySelector('.calendar-filters');
  if (!form) return;
  const VIEWS = ['board', 'months', 'list'];
  const rows = [...document.querySelectorAll('[data-facets]')];
  const shown = [...document.querySelectorAll('[data-course]')];
  const tokens = new Map(rows.map((row) => [row.dataset.course, new Set(row.dataset.facets.split(' '))]));
  const output = form.querySelector('output');
  const reset = form.querySelector('[type="reset"]');
  const nothing = document.querySelector('.nothing');
  const controls = [...form.elements].filter((element) => element.name);

  const value = (control) => (control.type === 'checkbox' ? (control.checked ? control.value : '') : control.value);
  const chosen = () => controls.map((control) => [control.name, value(control)]).filter(([, what]) => what);
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const plural = (number) => number === 1 || (number === 0 && document.documentElement.lang === 'fr');

  const narrow = () => {
    const wanted = chosen().map(([name, what]) => `${name}:${what}`);
    const fits = (course) => wanted.every((token) => tokens.get(course)?.has(token));
    for (const element of shown) element.hidden = !fits(element.dataset.course);
    // A heading goes with the last of its rows, a day is free when nothing is left on it.
    for (const body of document.querySelectorAll('.schedule tbody, .agenda tbody')) {
      body.hidden = !body.querySelector('[data-course]:not([hidden])');
    }
    for (const list of document.querySelectorAll('.days ul')) {
      const left = Boolean(list.querySelector('[data-course]:not([hidden])'));
      list.hidden = !left;
      list.parentElement.classList.toggle('due', left);
      list.parentElement.classList.toggle('free', !left);
    }
    for (const note of document.querySelectorAll('.month > .note')) {
      note.hidden = !note.querySelector('[data-course]:not([hidden])');
    }
    const number = rows.filter((row) => !row.hidden).length;
    output.textContent = `${numbers.format(number)}\u00a0${plural(number) ? output.dataset.one : output.dataset.many}`;
    nothing.hidden = number > 0;
    reset.hidden = wanted.length === 0;
  };

  const remember = () => {
    const query = new URLSearchParams(chosen()).toString();
    try {
      history.replaceState(null, '', `${location.pathname}${query ? `?${query}` : ''}${location.hash}`);
    } catch {
      // From a disk some browsers refuse; the choice then lasts as long as the page.
    }
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const control of controls) {
      const what = query.get(control.name) ?? '';
      if (control.type === 'checkbox') control.checked = what === control.value;
      else control.value = [...control.options].some((option) => option.value === what) ? what : '';
    }
  };

  const see = () => {
    const name = location.hash.slice(1);
    const view = VIEWS.includes(name) ? name : /^m\d{4}-\d{2}$/.test(name) ? 'months' : '';
    if (view) document.getElementById(`see-${view}`).checked = true;
  };

  for (const radio of document.querySelectorAll('[name="view"]')) {
    radio.addEventListener('change', () => {
      // `:target` would go on showing the view that a link pointed to: only a navigation moves it, and this one does
      // not scroll, for the place is kept.
      const { scrollX, scrollY } = window;
      location.replace(`#${radio.value}`);
      window.scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' });
      radio.focus({ preventScroll: true });
    });
  }
  form.addEventListener('change', () => {
    narrow();
    remember();
  });
  form.addEventListener('reset', () => {
    setTimeout(() => {
      narrow();
      remember();
      controls[0].focus();
    });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  window.addEventListener('hashchange', see);
  window.addEventListener('popstate', () => {
    recall();
    narrow();
  });

  form.hidden = false;
  recall();
  see();
  narrow();
})();
