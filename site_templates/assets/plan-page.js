/* The planner's page: reads the form, plans, shows. The arithmetic is in plan-core.js, the sentences in plan-words.js.

   The state of the form is kept in the fragment of the address, which no server sees: a link to it, or the page reloaded,
   gives the same plan. Without this script the form stays hidden, and the page lists the exams to come. */
'use strict';
(() => {
  const { makePlan, planWords, planFragment, planPerson, planCalendar, drawPlan } = globalThis.parchemin;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== ''));
    return made;
  }

  /** Today on the reader's own calendar. */
  function localDay() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  class PlanPage {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(root.dataset.plan);
      this.lang = document.documentElement.lang;
      this.words = planWords(this.lang, this.data.titles);
      this.today = localDay();
      this.offer = this.data.offer;
      this.registered = this.one('#plan-registered');
      this.bound = this.one('#plan-bound');
      this.swapped = this.one('#plan-swapped');
      this.one('.plan-desk').hidden = false;
      this.#showFollowing();
      this.#read();
      this.#listen();
      this.#show();
    }

    one(selector) {
      return this.root.querySelector(selector);
    }

    ticks(kind) {
      return [...this.root.querySelectorAll(`input[data-kind="${kind}"]`)];
    }

    // ---- the form ---------------------------------------------------------------------------------------------------

    /** Sessions under way whose enrolment is closed: whoever follows one can still sit its exam. */
    #running(course) {
      return this.offer.courses[course].broadcasts.find((one) => !one.cancelled && one.start <= this.today
        && this.today <= one.closes && (one.enrol_by ?? one.start) < this.today);
    }

    #showFollowing() {
      for (const tick of this.ticks('following')) {
        tick.closest('label').hidden = !this.#running(tick.dataset.course);
      }
    }

    #read() {
      const person = planPerson(location.hash.slice(1), { courses: this.offer.courses, today: this.today });
      this.registered.value = person.registered;
      const has = (list, test) => list.some(test);
      for (const tick of this.ticks('passed')) {
        tick.checked = has(person.passed, (one) => one.course === tick.dataset.course && one.way === tick.dataset.way);
      }
      for (const field of this.ticks('percent')) {
        field.value = person.passed.find((one) => one.course === field.dataset.course)?.percent ?? '';
      }
      for (const tick of this.ticks('preferred')) tick.checked = person.preferred.includes(tick.dataset.course);
      for (const tick of this.ticks('following')) {
        tick.checked = has(person.following, ([course]) => course === tick.dataset.course) && !tick.closest('label').hidden;
      }
      if (this.bound) {
        this.bound.checked = person.choices !== null;
        this.swapped.value = String(person.swapped);
        if (this.swapped.selectedIndex < 0) this.swapped.selectedIndex = 0;
      }
    }

    #person() {
      const ticked = (kind) => this.ticks(kind).filter((tick) => tick.checked);
      const percent = (course) => {
        const text = this.ticks('percent').find((field) => field.dataset.course === course)?.value ?? '';
        return /^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : null;
      };
      const preferred = ticked('preferred').map((tick) => tick.dataset.course);
      const bound = Boolean(this.bound?.checked) && preferred.length > 0;
      return {
        registered: this.registered.value,
        passed: ticked('passed').map(({ dataset: { course, way } }) => ({ course, way, percent: percent(course) })),
        preferred,
        following: ticked('following').map(({ dataset: { course } }) => [course, this.#running(course).id]),
        choices: bound ? preferred : null,
        swapped: bound ? Number(this.swapped.value) : 0,
      };
    }

    #listen() {
      this.one('.plan-form').addEventListener('submit', (event) => event.preventDefault());
      this.one('.plan-form').addEventListener('input', () => this.#show());
      window.addEventListener('hashchange', () => {
        // A link inside the page, such as "skip to content", is no plan.
        if (location.hash.includes('=')) {
          this.#read();
          this.#show();
        }
      });
      document.addEventListener('visibilitychange', () => {
        // A page left open overnight: its plan is that of the new day.
        if (!document.hidden && this.today !== localDay()) {
          this.today = localDay();
          this.#showFollowing();
          this.#show();
        }
      });
      this.one('#plan-clear').addEventListener('click', () => {
        for (const tick of this.root.querySelectorAll('.plan-form input[type="checkbox"]')) tick.checked = false;
        for (const field of this.ticks('percent')) field.value = '';
        if (this.swapped) this.swapped.value = '0';
        this.registered.value = this.today;
        this.#show();
      });
      this.one('#plan-see').addEventListener('click', () => this.one('#result').focus());
      this.one('#plan-copy').addEventListener('click', () => this.#copy());
      this.one('#plan-export').addEventListener('click', () => this.#export());
      this.one('#plan-print').addEventListener('click', () => window.print());
    }

    // ---- the plan ---------------------------------------------------------------------------------------------------

    #show() {
      const person = this.#person();
      const { words } = this;
      this.plan = null;
      let answer = words.invalid;
      if (this.registered.validity.valid && person.registered) {
        this.plan = makePlan(this.offer, person, this.today);
        answer = this.plan ? words.answer(this.plan) : words.none;
        history.replaceState(null, '', `#${planFragment(person)}`);
      }
      this.one('#plan-address').value = location.href;
      this.one('#plan-said').textContent = '';
      const { plan } = this;
      this.one('.plan-answer').replaceChildren(
        element('p', { class: 'plan-when' }, answer[0]),
        element('p', { class: 'plan-how' }, answer[1]),
        plan ? this.#facts(plan) : '',
      );
      this.one('#plan-see').textContent = answer[0];
      this.one('.plan-answer').dataset.state = plan ? plan.state : 'none';
      this.one('#plan-export').disabled = !plan?.steps.length;
      this.one('.plan-remarks').replaceChildren(...(plan ? this.#remarks(plan) : []));
      const drawn = plan && drawPlan(plan, { words, titles: this.data.titles, today: this.today });
      this.one('.plan-drawing').hidden = !drawn;
      this.one('.plan-drawing').replaceChildren(...(drawn ? [drawn] : []));
      const none = () => element('p', { class: 'empty' }, plan?.state === 'complete' ? words.nothingLeft : words.nothingPlanned);
      this.one('.plan-quarters').replaceChildren(plan?.steps.length ? this.#quarters(plan) : none());
      this.one('.plan-missed').replaceChildren(plan?.missed.length ? this.#missed(plan) : none());
      this.one('.plan-late').replaceChildren(...(plan ? this.#late(plan) : []));
    }

    #facts(plan) {
      const { words } = this;
      const fact = (name, value) => element('div', {}, element('dt', {}, name), element('dd', {}, value));
      const version = this.offer.versions.find((one) => one.id === plan.version);
      return element(
        'dl', { class: 'facts' },
        fact(words.left, String(plan.steps.length)),
        fact(words.cost, words.costOf(plan)),
        fact(words.until, plan.closes ? words.day(plan.closes) : words.endless),
        fact(words.version, words.since(version.since)),
      );
    }

    #remarks(plan) {
      const { words } = this;
      const lines = [];
      if (plan.beyond) lines.push(words.beyond(plan.beyond));
      for (const slug of plan.exchanged) lines.push(words.exchanged(slug));
      const expected = plan.steps.filter((step) => step.expected).length;
      if (expected) lines.push(words.expected(expected));
      for (const one of plan.wishes) {
        if (one.last === null || one.edition !== plan.edition || (!one.edition && one.last > plan.last)) {
          lines.push(words.wish(one));
        }
      }
      if (!plan.exact) lines.push(words.inexact);
      const found = lines.length
        ? [element('ul', { class: 'notice' }, ...lines.map((line) => element('li', {}, line)))] : [];
      if (plan.missed.length) {
        const tight = plan.missed.some((one) => one.state !== 'possible' && one.state !== 'complete');
        found.push(element('p', { class: `notice ${tight ? 'notice-warn' : 'notice-good'}` }, tight ? words.tight : words.safe));
      }
      return found;
    }

    #link(slug) {
      return element('a', { href: `${this.root.dataset.courses}${slug}.html` }, this.data.titles[slug]);
    }

    #quarters(plan) {
      const { words } = this;
      const quarters = new Map();
      for (const step of [...plan.steps].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
        const [year, month] = step.start.split('-').map(Number);
        const key = words.quarter(year, Math.ceil(month / 3));
        quarters.set(key, [...(quarters.get(key) ?? []), step]);
      }
      return element('ol', { class: 'board' }, ...[...quarters].map(([name, steps]) => element(
        'li', { class: 'quarter' }, element('h4', {}, name),
        element('ul', { class: 'runs' }, ...steps.map((step) => this.#step(step))),
      )));
    }

    #step(step) {
      const { words } = this;
      const way = this.data.ways[step.course]?.[step.way];
      const star = this.offer.courses[step.course].star;
      const lines = [words.range(step.start, step.end)];
      if (step.following) lines.push(words.following);
      else if (step.enrol_by) lines.push(words.enrolBy(step.enrol_by));
      if (!this.data.examless[step.course].includes(step.session)) {
        lines.push(`${words.exam.toLowerCase()} ${words.range(step.opens, step.last)}`);
      }
      if (step.needs) lines.push(words.needs(step.needs));
      const note = words.note(step);
      const badges = [
        star ? element('span', { class: 'badge badge-star' }, this.lang === 'fr' ? 'étoilé' : 'starred') : null,
        way ? element('span', { class: 'badge' }, way) : null,
        step.cents === null ? null : element('span', { class: 'badge' }, words.price(step.cents)),
        step.swap ? element('span', { class: 'badge' }, words.swap) : null,
        note ? element('span', { class: 'badge badge-indicative' }, note) : null,
      ].filter(Boolean);
      const text = element('p');
      lines.forEach((line, place) => text.append(...(place ? [element('br'), line] : [line])));
      return element(
        'li', { class: 'run' }, this.#link(step.course), text,
        badges.length ? element('p', { class: 'badges' }, ...badges) : null,
      );
    }

    #missed(plan) {
      const { words } = this;
      return element('ul', { class: 'plan-misses' }, ...plan.missed.map((one) => {
        const possible = one.state === 'possible' || one.state === 'complete';
        const same = one.edition ? one.edition === plan.edition : one.last <= plan.last;
        const [tone, word] = !possible ? ['cancelled', words.missedBad]
          : same ? ['open', words.missedSame] : ['soon', words.missedLater];
        return element(
          'li', {},
          element('p', {}, element('strong', {}, this.data.titles[one.course]), ' ',
            element('span', { class: `chip chip-${tone}` }, word)),
          element('p', { class: 'note' }, one.next ? words.next(one, plan.closes) : words.nextNone, ' ', words.then(one)),
        );
      }));
    }

    #late(plan) {
      const gone = plan.courses.filter((one) => one.state === 'late' || one.state === 'none');
      if (!gone.length || plan.state === 'complete') return [];
      return [
        element('h3', {}, this.words.lateTitle),
        element('ul', { class: 'plan-gone' }, ...gone.map((one) => element('li', {}, this.words.lateOne(one)))),
      ];
    }

    // ---- keeping it -------------------------------------------------------------------------------------------------

    #say(text) {
      this.one('#plan-said').textContent = text;
    }

    async #copy() {
      try {
        await navigator.clipboard.writeText(location.href);
        this.#say(this.words.copied);
      } catch {
        this.one('#plan-address').select();
        this.#say(this.words.notCopied);
      }
    }

    #export() {
      const { text, count } = planCalendar(this.plan, {
        offer: this.offer,
        titles: this.data.titles,
        examless: this.data.examless,
        programme: this.data.programme,
        host: this.data.host,
        courses: `https://${this.data.host}/${this.lang}/courses/`,
        lang: this.lang,
        words: this.words,
        now: new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      });
      const address = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
      const link = element('a', { href: address, download: `plan-${this.data.slug}.ics` });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      this.#say(this.words.exported(count));
    }
  }

  const root = document.querySelector('[data-plan]');
  if (root) new PlanPage(root);
})();
