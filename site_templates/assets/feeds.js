/* The buttons that copy the address of a calendar: they appear with this script, where the browser lets a page write to the
   clipboard, and say what they did. */
'use strict';
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    const label = button.firstChild;
    const before = label.textContent;
    let back = 0;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        // Refused: the address stays in the link beside the button.
        return;
      }
      label.textContent = button.dataset.copied;
      button.setAttribute('aria-live', 'polite');
      clearTimeout(back);
      back = setTimeout(() => (label.textContent = before), 4000);
    });
  }
})();
