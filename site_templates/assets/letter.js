/* What the two forms for candidates share: reading answers, saying what is wrong, sealing, and handing the file over.

     new parchemin.LetterForm(form)      needs the page's [data-done], [data-without-script] and [data-cannot]
       .text(id), .line(id), .name(id), .email(id), .day(id), .receipt(id), .chosen(id)
                                         the tidy answer of a field, undefined where an optional one is empty; what is wrong is
                                         noted, and said at once by .finish
       .wrong(id, phrase)                note a mistake
       .finish(kind, content)            seal and show the file, or show the mistakes

   Nothing is stored, and nothing is sent but by the button that says so. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const MAX_LINE = 300;
  // What generator/records/base.py refuses in a line or a name.
  const REFUSED = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
  const UNSHOWN = /[\u115f\u1160\u3164\uffa0]|(?![\u200c-\u200f])\p{Cf}/u;
  const EMAIL = /^[^\s@<>"(),:;\\]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/;

  const tidy = (text) => text.normalize('NFC').replace(/[\s\u00a0]+/gu, ' ').trim();

  /** A day of the calendar in ISO form, or null. */
  function isoDay(text) {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!match) return null;
    const day = new Date(`${text}T00:00:00Z`);
    return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : text;
  }

  class LetterForm {
    constructor(form) {
      this.form = form;
      this.lang = document.documentElement.lang === 'en' ? 'en' : 'fr';
      this.words = parchemin.letterWords(this.lang);
      this.settings = JSON.parse(form.dataset.settings);
      this.done = document.querySelector('[data-done]');
      this.summary = form.querySelector('[data-summary]');
      this.mistakes = new Map();
      document.querySelector('[data-without-script]').hidden = true;
      if (!parchemin.canSeal()) {
        document.querySelector('[data-cannot]').hidden = false;
        return;
      }
      form.hidden = false;
      this.#preview();
      form.addEventListener('input', (event) => this.#settle(event.target));
      this.done.querySelector('[data-back]').addEventListener('click', () => this.#back());
      this.done.querySelector('[data-send]')?.addEventListener('click', () => this.#send());
    }

    field(id) {
      return document.getElementById(id);
    }

    wrong(id, phrase) {
      if (!this.mistakes.has(id)) this.mistakes.set(id, this.words[phrase]);
      return undefined;
    }

    line(id) {
      const field = this.field(id);
      const text = tidy(field.value);
      if (!text) return field.required ? this.wrong(id, 'missing') : undefined;
      if (text.length > MAX_LINE) return this.wrong(id, 'long');
      return REFUSED.test(text) ? this.wrong(id, 'characters') : text;
    }

    name(id) {
      const text = this.line(id);
      if (text === undefined) return undefined;
      if (UNSHOWN.test(text) || /\p{M}{9}/u.test(text.normalize('NFD'))) return this.wrong(id, 'characters');
      return /\p{L}/u.test(text) ? text : this.wrong(id, 'letters');
    }

    email(id) {
      const text = this.line(id);
      if (text === undefined) return undefined;
      return EMAIL.test(text) && text.length <= 254 ? text : this.wrong(id, 'email');
    }

    day(id, phrase = 'date') {
      const field = this.field(id);
      if (!field.value && !field.validity.badInput) return field.required ? this.wrong(id, 'missing') : undefined;
      const day = isoDay(field.value);
      const today = new Date().toISOString().slice(0, 10);
      return day && day <= today && day >= '1900-01-01' ? day : this.wrong(id, phrase);
    }

    receipt(id) {
      const typed = this.field(id).value.trim();
      if (!typed) return undefined;
      return parchemin.readReceipt(typed) ?? this.wrong(id, 'receipt');
    }

    chosen(id) {
      const field = this.field(id);
      if (field.value) return field.value;
      return field.required ? this.wrong(id, 'choose') : undefined;
    }

    names() {
      return { display: this.name('display'), given: this.name('given'), family: this.name('family') };
    }

    /** The name follows its parts until somebody writes it; below it stands how it will be printed. */
    #preview() {
      const printed = this.form.querySelector('[data-printed]');
      const display = this.field('display');
      if (!printed || !display) return;
      let own = Boolean(display.value);
      const show = () => {
        printed.textContent = tidy(display.value) || printed.dataset.printed;
      };
      display.addEventListener('input', () => {
        own = Boolean(tidy(display.value));
        show();
      });
      for (const id of ['given', 'family']) {
        this.field(id).addEventListener('input', () => {
          if (!own) display.value = tidy(`${this.field('given').value} ${this.field('family').value}`);
          show();
        });
      }
      show();
    }

    #errorOf(field) {
      return this.field(`${field.id}-error`);
    }

    /** A mistake that is being mended is no longer shown. */
    #settle(field) {
      if (!field?.id || field.getAttribute('aria-invalid') !== 'true') return;
      field.removeAttribute('aria-invalid');
      const error = this.#errorOf(field);
      if (error) error.hidden = true;
    }

    #showMistakes() {
      const list = document.createElement('ul');
      // In the order of the page, which is the order in which they are mended.
      const places = [...this.form.querySelectorAll('[id]')].map((element) => element.id);
      const mistakes = [...this.mistakes].sort(([one], [other]) => places.indexOf(one) - places.indexOf(other));
      for (const [id, phrase] of mistakes) {
        const field = this.field(id);
        const error = this.#errorOf(field);
        // A group of boxes is no control: its mistake stands below it.
        if (field.matches('input, select')) field.setAttribute('aria-invalid', 'true');
        if (error) {
          error.textContent = phrase;
          error.hidden = false;
        }
        const link = document.createElement('a');
        link.href = `#${id}`;
        const label = this.form.querySelector(`label[for="${id}"]`)?.firstChild;
        link.textContent = tidy(field.dataset.name ?? (label?.nodeType === Node.TEXT_NODE ? label.data : ''));
        if (!link.textContent) link.textContent = phrase;
        link.addEventListener('click', (event) => {
          event.preventDefault();
          field.focus();
        });
        const item = document.createElement('li');
        item.append(link);
        list.append(item);
      }
      const notice = document.createElement('div');
      notice.className = 'notice notice-bad';
      const title = document.createElement('p');
      title.textContent = this.words.summary(this.mistakes.size);
      notice.append(title, list);
      this.summary.replaceChildren(notice);
      this.field(mistakes[0][0]).focus();
    }

    /** Forget what was wrong before the answers are read again. */
    begin() {
      this.mistakes.clear();
      this.summary.replaceChildren();
      for (const field of this.form.querySelectorAll('[aria-invalid]')) this.#settle(field);
    }

    async finish(kind, content, receipt) {
      if (this.mistakes.size) {
        this.#showMistakes();
        return;
      }
      const id = parchemin.newMessageId();
      const letter = {
        v: 1,
        id,
        kind,
        made: `${new Date().toISOString().slice(0, 19)}Z`,
        host: this.settings.host,
        programme: this.settings.programme,
        language: this.field('language')?.value ?? this.lang,
        content,
      };
      // Fields without an answer are left out, not empty: JSON drops what is undefined.
      this.token = await parchemin.seal(letter, this.settings.key);
      this.#show(`${kind}-${this.settings.programme}-${id.slice(0, 8)}.jwe`, receipt);
    }

    #show(file, receipt) {
      const { done, words, settings } = this;
      if (this.url) URL.revokeObjectURL(this.url);
      this.url = URL.createObjectURL(new Blob([this.token], { type: 'application/jose' }));
      const download = done.querySelector('[data-download]');
      download.href = this.url;
      download.download = file;
      const query = `subject=${encodeURIComponent(`${words.subject} (${settings.programme})`)}&body=${encodeURIComponent(words.body(file))}`;
      done.querySelector('[data-mail]').href = `mailto:${settings.address}?${query}`;
      done.querySelector('[data-receipt-block]').hidden = !receipt;
      done.querySelector('[data-receipt]').textContent = receipt ?? '';
      const sent = done.querySelector('[data-sent]');
      if (sent) sent.textContent = '';
      this.form.hidden = true;
      done.hidden = false;
      done.focus();
      done.scrollIntoView({ block: 'start' });
    }

    #back() {
      this.done.hidden = true;
      this.form.hidden = false;
      this.form.querySelector('input, select').focus();
    }

    async #send() {
      const button = this.done.querySelector('[data-send]');
      const sent = this.done.querySelector('[data-sent]');
      button.disabled = true;
      sent.textContent = this.words.sending;
      try {
        const answer = await fetch(this.settings.endpoint, {
          method: 'POST',
          headers: { 'Content-Type': 'application/jose' },
          body: this.token,
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          redirect: 'error',
          signal: AbortSignal.timeout(60_000),
        });
        sent.textContent = answer.ok ? this.words.sent : this.words.notSent;
        button.disabled = answer.ok;
      } catch {
        sent.textContent = this.words.notSent;
        button.disabled = false;
      }
    }
  }

  Object.assign(parchemin, { LetterForm });
})();
