/* The choice between the light and the dark scheme. Loaded in the head without `defer`, so that no page flashes in the
   wrong one. The choice stays in this browser (localStorage, "parchemin-theme"), is sent nowhere, and the button only
   appears with this script. */
'use strict';
(() => {
  const NAME = 'parchemin-theme';
  const root = document.documentElement;
  const preference = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : preference.matches);

  let chosen = null;
  try {
    chosen = localStorage.getItem(NAME);
  } catch {
    // Storage may be refused; the preference of the system then decides on each page.
  }
  if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;

  document.addEventListener('DOMContentLoaded', () => {
    const buttons = document.querySelectorAll('.theme-toggle');
    const show = () => buttons.forEach((button) => button.setAttribute('aria-pressed', String(isDark())));
    for (const button of buttons) {
      button.hidden = false;
      button.addEventListener('click', () => {
        root.dataset.theme = isDark() ? 'light' : 'dark';
        try {
          localStorage.setItem(NAME, root.dataset.theme);
        } catch {
          // As above.
        }
        show();
      });
    }
    preference.addEventListener('change', show);
    show();
  });
})();
