/* The arithmetic of planning: the twin of generator/rules/plan, module by module; both answer to tests/vectors/plan.

     parchemin.makePlan(offer, person, today) -> plan, or null where no version of the rule applies

   offer   {month, held, fee, versions: [{id, since, months, swaps, rule}],
            courses: {name: {star, mark, again, ways: [{id, ects, cents}], broadcasts: [{id, start, end, opens, closes,
            enrol_by, indicative, cancelled}]}}}, as generator/rules/plan/plain.py writes it
   rule    true, false, {all_of: […]}, {any_of: […]}, {at_least: n, of: […]}, {credits: n, of: […]},
           {passed: course, path, min_score}
   person  {registered, passed: [{course, way, percent, day}], following: [[course, session]], preferred: […], choices,
            swapped}; a pass without `way` stands for the whole course
   today   YYYY-MM-DD
   plan    what plain.py's plan_data gives

   Why the search is exact, and what it costs, is said in generator/rules/plan/search.py. Nothing is fetched here, no clock is
   read, no page is touched. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const WIDEST = 4000;
  const EXPECTED = 2;
  const FURTHEST = 60;
  const IDLE = [0, 0, 0, 0, 0, 0, 0, 0];
  const SWAPPED = [0, 0, 1, 0, 0, 0, 0, 0];
  const DAY = 86_400_000;

  // ---- days, as numbers since 1970 ----------------------------------------------------------------------------------

  const parse = (text) => Date.parse(`${text}T00:00:00Z`) / DAY;
  const write = (day) => (day === null ? null : new Date(day * DAY).toISOString().slice(0, 10));
  const dayOr = (text) => (text === undefined || text === null ? null : parse(text));

  /** The same calendar day so many months later, or the last day of a month that has no such day. */
  function monthsAfter(day, months) {
    const date = new Date(day * DAY);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
    const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY;
  }

  const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  // ---- rules, and what is left of them (residual.py) ----------------------------------------------------------------

  function counting(kind, need, names) {
    if (need <= 0) return true;
    if (names.length < (kind === 'least' ? need : 1)) return false;
    return [kind, need, names];
  }

  function joined(kind, parts) {
    const decisive = kind === 'any';
    if (parts.includes(decisive)) return decisive;
    const open = [...new Map(parts.filter((part) => typeof part !== 'boolean')
      .map((part) => [JSON.stringify(part), part])).values()];
    if (open.length < 2) return open.length ? open[0] : !decisive;
    return [kind, open];
  }

  function readRule(value) {
    if (typeof value === 'boolean') return value;
    if (value.all_of) return joined('all', value.all_of.map(readRule));
    if (value.any_of) return joined('any', value.any_of.map(readRule));
    if (value.passed) return ['pass', value.passed, value.path ?? '', value.min_score ?? 0];
    return value.at_least
      ? counting('least', value.at_least, [...value.of].sort())
      : counting('ects', value.credits, [...value.of].sort());
  }

  function settle(rule, course, passes) {
    if (typeof rule === 'boolean') return rule;
    const [kind, first, second, percent] = rule;
    if (kind === 'all' || kind === 'any') return joined(kind, first.map((part) => settle(part, course, passes)));
    if (kind === 'pass') {
      if (first !== course) return rule;
      return passes.some((one) => (one.way === '' || one.way === second || second === '')
        && (!percent || one.percent >= percent));
    }
    if (!second.includes(course)) return rule;
    const gained = kind === 'ects' ? Math.max(0, ...passes.map((one) => one.ects)) : Math.min(passes.length, 1);
    return counting(kind, first - gained, second.filter((name) => name !== course));
  }

  function leaves(rule) {
    if (typeof rule === 'boolean') return [];
    return rule[0] === 'all' || rule[0] === 'any' ? rule[1].flatMap(leaves) : [rule];
  }

  const coursesIn = (rule) =>
    [...new Set(leaves(rule).flatMap((leaf) => (leaf[0] === 'pass' ? [leaf[1]] : leaf[2])))].sort();

  /** Every rule that a first one can leave, numbered; 0 is false and 1 is true. */
  class Residuals {
    #rules = [false, true];
    #numbers = new Map([['false', 0], ['true', 1]]);
    #deeds = new Map();
    #named = [];
    #after = new Map();

    constructor(rule) {
      this.start = this.#number(rule);
    }

    deed(course, passes) {
      const key = JSON.stringify([course, passes]);
      if (!this.#deeds.has(key)) {
        this.#deeds.set(key, this.#named.length);
        this.#named.push([course, passes]);
      }
      return this.#deeds.get(key);
    }

    after(state, deed) {
      if (state < 2) return state;
      const key = `${state} ${deed}`;
      let found = this.#after.get(key);
      if (found === undefined) {
        found = this.#number(settle(this.#rules[state], ...this.#named[deed]));
        this.#after.set(key, found);
      }
      return found;
    }

    #number(rule) {
      const key = JSON.stringify(rule);
      if (!this.#numbers.has(key)) {
        this.#numbers.set(key, this.#rules.length);
        this.#rules.push(rule);
      }
      return this.#numbers.get(key);
    }
  }

  // ---- broadcasts (broadcasts.py) -----------------------------------------------------------------------------------

  const readBroadcast = (one) => ({
    id: one.id,
    start: parse(one.start),
    end: parse(one.end),
    opens: parse(one.opens),
    closes: parse(one.closes),
    enrolBy: dayOr(one.enrol_by),
    indicative: one.indicative ?? false,
    cancelled: one.cancelled ?? false,
    expected: false,
  });

  const joinable = (one, today) => today <= (one.enrolBy ?? one.start);

  function yearsLater(one, years) {
    const later = (day) => monthsAfter(day, 12 * years);
    const start = later(one.start);
    return {
      id: `expected-${write(start)}`,
      start,
      end: later(one.end),
      opens: later(one.opens),
      closes: later(one.closes),
      enrolBy: one.enrolBy === null ? null : later(one.enrolBy),
      indicative: false,
      cancelled: false,
      expected: true,
    };
  }

  function expectedAfter(course, today) {
    if (!course.broadcasts.length || course.again === null) return [];
    const last = [...course.broadcasts].sort((a, b) => b.start - a.start || byText(b.id, a.id))[0];
    const found = [];
    for (let turn = 1; turn < FURTHEST && found.length < EXPECTED; turn += 1) {
      const one = yearsLater(last, turn * course.again);
      if (joinable(one, today)) found.push(one);
    }
    return found;
  }

  /** The exams of a course that can still be sat from `since` to `until`, the earliest first. */
  function sittings(slug, course, { today, since, until, following }) {
    const found = [];
    for (const one of [...course.broadcasts, ...expectedAfter(course, today)]) {
      const followed = following.has(`${slug} ${one.id}`);
      const last = until === null ? one.closes : Math.min(one.closes, until);
      if (one.cancelled || last < Math.max(one.opens, since, today)) continue;
      if (!followed && !joinable(one, today)) continue;
      found.push({ broadcast: one, last, following: followed && !joinable(one, today) });
    }
    return found.sort((a, b) =>
      a.last - b.last || a.broadcast.start - b.broadcast.start || byText(a.broadcast.id, b.broadcast.id));
  }

  // ---- choices (turns.py) -------------------------------------------------------------------------------------------

  function waysOf(rule, course, slug) {
    if (!course) return [];
    const named = leaves(rule).filter((leaf) => leaf[0] === 'pass' && leaf[1] === slug).map((leaf) => leaf[2]);
    const counts = (kind) => leaves(rule).some((leaf) => leaf[0] === kind && leaf[2].includes(slug));
    const anyWay = counts('least') || named.includes('');
    const credited = counts('ects');
    const found = new Map();
    const cheaper = (a, b) =>
      Number(a.cents === null) - Number(b.cents === null) || (a.cents ?? 0) - (b.cents ?? 0);
    for (const way of course.ways) {
      const name = way.id !== '' && named.includes(way.id) ? way.id : '';
      const ects = credited ? way.ects : 0;
      if (name === '' && ects === 0 && !anyWay) continue;
      const kind = `${name} ${ects}`;
      if (!found.has(kind) || cheaper(way, found.get(kind)) < 0) found.set(kind, way);
    }
    return [...found.values()];
  }

  const makeDesk = (offer, rule) => {
    const courses = coursesIn(rule);
    const ways = courses.map((slug) => waysOf(rule, offer.courses.get(slug), slug));
    return { offer, rule, courses, ways, residuals: new Residuals(rule) };
  };

  function scoresOf(rule, slug, way, course) {
    if (course.mark === null) return [];
    const asked = leaves(rule)
      .filter((leaf) => leaf[0] === 'pass' && leaf[1] === slug && (leaf[2] === '' || leaf[2] === way.id))
      .map((leaf) => leaf[3])
      .filter((score) => score > course.mark);
    return [...new Set(asked)].sort((a, b) => a - b);
  }

  function* combinations(list, size, from = 0) {
    if (size === 0) yield [];
    else {
      for (let place = from; place <= list.length - size; place += 1) {
        for (const rest of combinations(list, size - 1, place + 1)) yield [list[place], ...rest];
      }
    }
  }

  function* product(lists) {
    if (!lists.length) yield [];
    else {
      for (const first of lists[0]) for (const rest of product(lists.slice(1))) yield [first, ...rest];
    }
  }

  /** Passes once each, in the order in which Python sorts them. */
  function distinct(passes) {
    const once = new Map(passes.map((one) => [`${one.way} ${one.percent} ${one.ects}`, one]));
    return [...once.values()].sort((a, b) => byText(a.way, b.way) || a.percent - b.percent || a.ects - b.ects);
  }

  const asPass = (one) => ({ way: one.way ?? '', percent: one.percent ?? -1, ects: one.ects });
  const percentOf = (needs, course) => (course.mark === null ? null : Math.max(needs, course.mark));

  function* choicesOf(desk, slug, ways, { had, chosen, preferred, open, today }) {
    const { residuals, rule } = desk;
    const bound = chosen !== null;
    const outside = bound && !chosen;
    const have = distinct(had.map(asPass));
    const idle = (passes, weights, out, inside) =>
      ({ course: slug, deed: residuals.deed(slug, passes), day: 0, picks: [], weights, outside: out, inside });
    if (bound && have.length) {
      yield idle([], IDLE, 0, 0);
      yield idle(have, outside ? SWAPPED : IDLE, Number(outside), Number(!outside));
    } else {
      yield idle(have, IDLE, 0, 0);
    }
    const course = desk.offer.courses.get(slug);
    if (!course) return;
    for (let size = 1; size <= Math.min(ways.length, open.length); size += 1) {
      for (const some of combinations(ways, size)) {
        for (const needs of product(some.map((way) => [0, ...scoresOf(rule, slug, way, course)]))) {
          const picks = some.map((way, place) => ({ way, ...open[place], needs: needs[place] }));
          const passes = picks.map((pick) =>
            ({ way: pick.way.id, percent: percentOf(pick.needs, course) ?? -1, ects: pick.way.ects }));
          const sum = (value) => picks.reduce((total, pick) => total + Number(value(pick)), 0);
          yield {
            course: slug,
            deed: residuals.deed(slug, distinct([...have, ...passes])),
            day: Math.max(...picks.map((pick) => pick.last)),
            picks,
            weights: [
              sum((pick) => pick.needs > 0),
              picks.length,
              Number(outside),
              -Number(preferred),
              sum((pick) => pick.broadcast.expected),
              sum((pick) => pick.way.cents === null),
              sum((pick) => pick.way.cents ?? 0),
              sum((pick) => pick.last - today),
            ],
            outside: Number(outside),
            inside: Number(bound && !outside),
          };
        }
      }
    }
  }

  function layTurns(desk, person, passed, { today, until, swaps }) {
    const chosen = swaps === null ? null : person.choices;
    const choices = desk.courses.map((slug, place) => {
      const course = desk.offer.courses.get(slug);
      const ways = desk.ways[place];
      const open = course && ways.length
        ? sittings(slug, course, { today, since: person.registered, until, following: person.following })
        : [];
      const had = passed.filter((one) => one.course === slug);
      const preferred = person.preferred.has(slug);
      return [...choicesOf(desk, slug, ways, { had, chosen: chosen && chosen.has(slug), preferred, open, today })];
    });
    // What leaves nothing to choose comes first: it only narrows the rule.
    choices.sort((a, b) => Number(a.length > 1) - Number(b.length > 1));
    return { choices, limits: chosen && { swaps, places: chosen.size } };
  }

  // ---- the search (search.py) ---------------------------------------------------------------------------------------

  /** The best value with which the rule is met; `better(a, b)` is negative where the value `a` is better, and no choice makes
      a value better than it was. */
  function search(desk, { choices: turns, limits }, start, add, better) {
    if (desk.residuals.start === 1) return { best: start, exact: true };
    const { swaps, places } = limits ?? { swaps: Infinity, places: Infinity };
    let states = new Map([['', { rule: desk.residuals.start, out: 0, used: 0, value: start }]]);
    let best = null;
    let exact = true;
    for (const choices of turns) {
      let fresh = new Map();
      for (const one of states.values()) {
        for (const choice of choices) {
          const out = one.out + choice.outside;
          const used = one.used + choice.inside;
          if (out > swaps || out + used > places) continue;
          const rule = desk.residuals.after(one.rule, choice.deed);
          if (!rule) continue;
          const value = add(one.value, choice);
          if (value === null || (best !== null && better(value, best) >= 0)) continue;
          if (rule === 1) {
            best = value;
            continue;
          }
          const key = `${rule} ${out} ${used}`;
          const known = fresh.get(key);
          if (!known) fresh.set(key, { rule, out, used, value });
          else if (better(value, known.value) < 0) known.value = value;
        }
      }
      if (fresh.size > WIDEST) {
        exact = false;
        fresh = new Map([...fresh].sort((a, b) => better(a[1].value, b[1].value)).slice(0, WIDEST));
      }
      states = fresh;
    }
    return { best, exact };
  }

  const earliest = (desk, laid) =>
    search(desk, laid, 0, (day, choice) => Math.max(day, choice.day), (a, b) => a - b);

  function compare(a, b) {
    for (let place = 0; place < a.weights.length; place += 1) {
      if (a.weights[place] !== b.weights[place]) return a.weights[place] - b.weights[place];
    }
    return 0;
  }

  function cheapest(desk, laid, by) {
    const add = (value, choice) => (choice.day > by ? null : {
      weights: value.weights.map((weight, place) => weight + choice.weights[place]),
      chain: { before: value.chain, choice },
    });
    const { best, exact } = search(desk, laid, { weights: IDLE, chain: null }, add, compare);
    if (best === null) return null;
    const choices = [];
    for (let chain = best.chain; chain; chain = chain.before) choices.unshift(chain.choice);
    return { choices, exact };
  }

  // ---- the plan (planner.py) ----------------------------------------------------------------------------------------

  const firstOf = ([year, month]) => Date.UTC(year, month - 1, 1) / DAY;
  const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
  const monthText = (month) => month && `${String(month[0]).padStart(4, '0')}-${String(month[1]).padStart(2, '0')}`;

  function editionAfter(last, today, offer, since) {
    if (offer.month === null) return null;
    for (let year = yearOf(last ?? today); ; year += 1) {
      const first = firstOf([year, offer.month]);
      const next = firstOf([year, offer.month + 1]);
      const held = offer.held !== null && first <= offer.held;
      if ((last === null || first > last) && next > today && !held && next > since) return [year, offer.month];
    }
  }

  const inTime = (person, today, closes) => person.passed.filter((one) =>
    one.way === null || one.day === null
    || (person.registered <= one.day && one.day <= today && (closes === null || one.day <= closes)));

  const ORDER = { complete: 0, possible: 1, impossible: 2, expired: 2 };

  function rank(a, b) {
    const order = ORDER[a.state] - ORDER[b.state];
    if (order) return order;
    const month = (plan) => (plan.edition ? firstOf(plan.edition) : -Infinity);
    if (month(a) !== month(b)) return month(a) < month(b) ? -1 : 1;
    return ORDER[a.state] === 1 ? (a.last ?? -Infinity) - (b.last ?? -Infinity) : 0;
  }

  class Planner {
    #desks = new Map();

    constructor(offer) {
      this.offer = offer;
      this.versions = [...offer.versions].sort((a, b) => a.since - b.since);
    }

    plan(person, today) {
      const plan = this.outline(person, today);
      return plan && this.#told(plan, person, today);
    }

    outline(person, today) {
      let best = null;
      for (const version of this.#applying(person.registered)) {
        const plan = this.#plan(person, today, version);
        if (best === null || rank(plan, best) < 0) best = plan;
      }
      return best;
    }

    #applying(registered) {
      const before = this.versions.filter((version) => version.since <= registered);
      const from = before.length ? before[before.length - 1].since : -Infinity;
      return this.versions.filter((version) => version.since >= from);
    }

    #desk(version, wanted = '') {
      const key = `${version.id} ${wanted}`;
      if (!this.#desks.has(key)) {
        const rule = wanted ? ['all', [version.rule, ['pass', wanted, '', 0]]] : version.rule;
        this.#desks.set(key, makeDesk(this.offer, rule));
      }
      return this.#desks.get(key);
    }

    #plan(person, today, version, { wanted = '', endless = false } = {}) {
      const closes = version.months === null ? null : monthsAfter(person.registered, version.months);
      const desk = this.#desk(version, wanted);
      const passed = inTime(person, today, closes);
      const binds = version.swaps !== null && person.choices !== null;
      const swaps = binds ? Math.max(0, version.swaps - person.swapped) : null;
      const laid = layTurns(desk, person, passed, { today, until: endless ? null : closes, swaps });
      const { best: day, exact } = earliest(desk, laid);
      const plan = {
        state: 'possible', version: version.id, registered: person.registered, closes, last: null, edition: null,
        steps: [], exchanged: [], missed: [], courses: [], wishes: [], beyond: null, exact,
      };
      if (day === null) return { ...plan, state: closes !== null && closes < today ? 'expired' : 'impossible' };
      const days = passed.map((one) => one.day).filter((one) => one !== null);
      const last = day || (days.length ? Math.max(...days) : null);
      const edition = editionAfter(last, today, this.offer, version.since);
      Object.assign(plan, { state: day ? 'possible' : 'complete', last, edition });
      const best = cheapest(desk, laid, edition === null || !day ? day : Math.max(day, firstOf(edition) - 1));
      if (best === null) return plan;
      plan.steps = best.choices
        .flatMap((choice) => choice.picks.map((pick) => ({ course: choice.course, pick, swap: choice.outside > 0 })))
        .sort((a, b) => a.pick.last - b.pick.last || a.pick.broadcast.start - b.pick.broadcast.start
          || byText(a.course, b.course));
      plan.exchanged = best.choices.filter((choice) => choice.outside && !choice.picks.length)
        .map((choice) => choice.course);
      if (plan.steps.length) plan.last = Math.max(...plan.steps.map((step) => step.pick.last));
      plan.exact = exact && best.exact;
      return plan;
    }

    #told(plan, person, today) {
      const version = this.versions.find((one) => one.id === plan.version);
      if (ORDER[plan.state] === 2) {
        const other = this.#plan(person, today, version, { endless: true });
        if (other.state === 'possible') plan.beyond = { last: other.last, edition: other.edition };
      }
      plan.courses = this.#courses(plan, person, today, version);
      plan.missed = plan.steps.map((step) => this.#missed(plan, person, step));
      if (plan.state === 'possible') {
        plan.wishes = plan.courses
          .filter((one) => person.preferred.has(one.course) && ['fits', 'late', 'none'].includes(one.state))
          .map((one) => {
            const { last, edition } = this.#plan(person, today, version, { wanted: one.course });
            return { course: one.course, last, edition };
          });
      }
      return plan;
    }

    #missed(plan, person, step) {
      const day = step.pick.last;
      const behind = plan.steps.filter((one) => one !== step && one.pick.last <= day).map((one) => ({
        course: one.course, way: one.pick.way.id, day: one.pick.last, ects: one.pick.way.ects,
        percent: percentOf(one.pick.needs, this.offer.courses.get(one.course)),
      }));
      const following = new Set(person.following);
      for (const one of plan.steps) {
        if (one.pick.broadcast.start <= day) following.add(`${one.course} ${one.pick.broadcast.id}`);
      }
      following.delete(`${step.course} ${step.pick.broadcast.id}`);
      const later = { ...person, passed: [...person.passed, ...behind], following };
      const today = day + 1;
      const after = this.outline(later, today);
      const next = this.#next(step.course, later, today);
      const before = new Set(plan.steps.map((one) => one.course));
      return {
        course: step.course,
        session: step.pick.broadcast.id,
        next,
        fits: next !== null && (plan.closes === null || next.opens <= plan.closes),
        state: after.state,
        last: after.last,
        edition: after.edition,
        instead: [...new Set(after.steps.map((one) => one.course).filter((course) => !before.has(course)))],
      };
    }

    #courses(plan, person, today, version) {
      const planned = new Map(plan.steps.map((step) => [step.course, step.pick.broadcast]));
      const passed = new Set(inTime(person, today, plan.closes).map((one) => one.course));
      return this.#desk(version).courses.map((course) => {
        if (planned.has(course)) return { course, state: 'planned', broadcast: planned.get(course) };
        if (passed.has(course)) return { course, state: 'passed', broadcast: null };
        const broadcast = this.#next(course, person, today);
        if (broadcast === null) return { course, state: 'none', broadcast };
        const late = plan.closes !== null && broadcast.opens > plan.closes;
        return { course, state: late ? 'late' : 'fits', broadcast };
      });
    }

    #next(slug, person, today) {
      const course = this.offer.courses.get(slug);
      if (!course || !course.ways.length) return null;
      const open = { today, since: person.registered, until: null, following: person.following };
      return sittings(slug, course, open)[0]?.broadcast ?? null;
    }
  }

  // ---- plain values (plain.py) --------------------------------------------------------------------------------------

  function readOffer(value) {
    const courses = new Map(Object.entries(value.courses).map(([slug, one]) => [slug, {
      star: one.star ?? false,
      mark: one.mark ?? null,
      again: one.again ?? null,
      ways: one.ways.map((way) => ({ id: way.id, ects: way.ects ?? 0, cents: way.cents ?? null })),
      broadcasts: one.broadcasts.map(readBroadcast),
    }]));
    const versions = value.versions.map((one) => ({
      id: one.id,
      since: parse(one.since),
      months: one.months ?? null,
      swaps: one.swaps ?? null,
      rule: readRule(one.rule),
    }));
    return { month: value.month ?? null, held: dayOr(value.held), versions, courses };
  }

  function readPerson(value, offer) {
    const ects = (one) => offer.courses.get(one.course)?.ways.find((way) => way.id === one.way)?.ects ?? 0;
    return {
      registered: parse(value.registered),
      passed: (value.passed ?? []).map((one) => ({
        course: one.course, way: one.way ?? null, percent: one.percent ?? null, day: dayOr(one.day), ects: ects(one),
      })),
      following: new Set((value.following ?? []).map(([course, session]) => `${course} ${session}`)),
      preferred: new Set(value.preferred ?? []),
      choices: value.choices ? new Set(value.choices) : null,
      swapped: value.swapped ?? 0,
    };
  }

  function planData(plan) {
    const cents = plan.steps.map((step) => step.pick.way.cents);
    return {
      state: plan.state,
      version: plan.version,
      registered: write(plan.registered),
      closes: write(plan.closes),
      last: write(plan.last),
      edition: monthText(plan.edition),
      steps: plan.steps.map(({ course, pick, swap }) => ({
        course,
        way: pick.way.id,
        session: pick.broadcast.id,
        start: write(pick.broadcast.start),
        end: write(pick.broadcast.end),
        enrol_by: write(pick.broadcast.enrolBy),
        opens: write(pick.broadcast.opens),
        last: write(pick.last),
        indicative: pick.broadcast.indicative,
        expected: pick.broadcast.expected,
        following: pick.following,
        needs: pick.needs || null,
        cents: pick.way.cents,
        swap,
      })),
      exchanged: plan.exchanged,
      cents: cents.reduce((total, one) => total + (one ?? 0), 0),
      unpriced: cents.filter((one) => one === null).length,
      missed: plan.missed.map((one) => ({
        course: one.course,
        session: one.session,
        next: one.next && one.next.id,
        next_start: one.next && write(one.next.start),
        next_expected: one.next !== null && one.next.expected,
        fits: one.fits,
        state: one.state,
        last: write(one.last),
        edition: monthText(one.edition),
        instead: one.instead,
      })),
      courses: plan.courses.map((one) => ({
        course: one.course, state: one.state, session: one.broadcast && one.broadcast.id,
        start: one.broadcast && write(one.broadcast.start), expected: one.broadcast !== null && one.broadcast.expected,
      })),
      wishes: plan.wishes.map((one) => ({ course: one.course, last: write(one.last), edition: monthText(one.edition) })),
      beyond: plan.beyond && { last: write(plan.beyond.last), edition: monthText(plan.beyond.edition) },
      exact: plan.exact,
    };
  }

  parchemin.makePlan = (offer, person, today) => {
    const read = readOffer(offer);
    const plan = new Planner(read).plan(readPerson(person, read), parse(today));
    return plan && planData(plan);
  };
})();
