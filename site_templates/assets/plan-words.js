/* What the planner says, in French and in English.

     parchemin.planWords(lang) -> functions that write days, months, prices and sentences; `titles` gives the names of courses

   Days are written as generator/site/language.py writes them; sentences answer to generator/rules/plan/words.py. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const NBSP = '\u00a0';
  const MONTHS = {
    fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre',
      'décembre'],
    en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
      'December'],
  };

  const parts = (day) => day.split('-').map(Number);

  /** The first day of a range, without the year and the month that the last one says. */
  function shortened(from, to, text) {
    if (from.slice(0, 4) !== to.slice(0, 4)) return text;
    return from.slice(0, 7) === to.slice(0, 7) ? text.slice(0, text.indexOf(' ')) : text.slice(0, -5);
  }

  function french(titles) {
    const day = (text) => {
      const [year, month, number] = parts(text);
      return `${number === 1 ? '1er' : number} ${MONTHS.fr[month - 1]} ${year}`;
    };
    const month = (text) => `${MONTHS.fr[parts(text)[1] - 1]} ${parts(text)[0]}`;
    const of = (text) => (/^[ao]/.test(text) ? `d’${text}` : `de ${text}`);
    const jury = (edition) => (edition ? `avec le jury ${of(month(edition))}` : 'dès que le jury se réunit');
    const price = (cents) => {
      const euros = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
      return cents % 100 ? `${euros},${String(cents % 100).padStart(2, '0')}${NBSP}€` : `${euros}${NBSP}€`;
    };
    const note = (one) => (one.expected ? 'date attendue' : one.indicative ? 'date indicative' : '');
    const exams = (count) => (count === 1 ? 'un examen' : `${count} examens`);
    const many = (count, word) => `${count}${NBSP}${word}${count > 1 ? 's' : ''}`;
    return {
      day,
      month,
      price,
      note,
      exam: 'Examen',
      enrolled: 'Suivi en ce moment',
      edition: (text) => `Jury ${of(month(text))}`,
      quarter: (year, number) => `${number === 1 ? '1er' : `${number}e`} trimestre ${year}`,
      quarterShort: (number) => `T${number}`,
      range: (from, to) => (from === to ? `le ${day(from)}` : `du ${shortened(from, to, day(from))} au ${day(to)}`),
      enrolBy: (text) => `inscription jusqu’au ${day(text)}`,
      following: 'suivi en ce moment, inscriptions closes',
      needs: (percent) => `${percent}${NBSP}% au moins à l’examen`,
      swap: 'par un échange',
      answer: (plan) => ({
        complete: ['Tout est réussi', `Diplôme ${jury(plan.edition)}.`],
        possible: [
          plan.edition ? `Au plus tôt en ${month(plan.edition)}` : `Au plus tôt le ${plan.last && day(plan.last)}`,
          `${plan.steps.length === 1 ? 'Après un examen, fini' : `Après ${exams(plan.steps.length)}, le dernier fini`} `
          + `le ${plan.last && day(plan.last)}.${plan.edition ? '' : ' Le jury n’a pas de mois fixe.'}`,
        ],
        impossible: [
          plan.closes ? 'Plus possible dans le délai' : 'Aucune date connue n’y mène',
          plan.closes ? `Le délai prend fin le ${day(plan.closes)}.` : 'Le calendrier publié ne suffit pas.',
        ],
        expired: ['Le délai est écoulé', `Il a pris fin le ${plan.closes && day(plan.closes)}.`],
      }[plan.state]),
      none: ['Aucune règle ne s’applique', 'Aucune version de la règle n’est connue pour cette date.'],
      invalid: ['Quelle date d’inscription ?', 'Indiquez un jour, passé ou prévu.'],
      beyond: (one) => `Sans cette limite${NBSP}: diplôme ${jury(one.edition)}, le dernier examen fini le ${day(one.last)}.`,
      cost: 'Reste à payer',
      costOf: (plan) => (plan.unpriced
        ? `${plan.cents ? `${price(plan.cents)} et ` : ''}${exams(plan.unpriced)} de prix inconnu`
        : plan.cents ? price(plan.cents) : 'rien'),
      left: 'Examens à passer',
      until: 'Fin du délai',
      endless: 'aucune',
      version: 'Règle appliquée',
      since: (text) => `celle en vigueur depuis le ${day(text)}`,
      tight: 'Un seul examen manqué met le diplôme hors de portée.',
      safe: 'Manquer un seul examen ne met pas le diplôme hors de portée.',
      expected: (count) => `${many(count, 'date')} de ce plan ${count > 1 ? 'sont attendues' : 'est attendue'}, non `
        + `${count > 1 ? 'publiées' : 'publiée'}.`,
      exchanged: (slug) => `${titles[slug]} est réussi, et compte une fois échangé contre un cours choisi.`,
      inexact: 'La règle laisse trop de possibilités pour les comparer toutes.',
      wish: (one) => (one.last
        ? `Avec ${titles[one.course]}${NBSP}: diplôme ${jury(one.edition)}.`
        : `${titles[one.course]} ne tient plus dans le délai.`),
      nextNone: 'Aucune autre diffusion n’est connue.',
      next: (one, closes) => `Prochaine diffusion le ${day(one.next_start)}${one.next_expected ? ' (attendue, non publiée)' : ''}`
        + `${closes ? (one.fits ? ', dans le délai' : ', hors délai') : ''}.`,
      then: (one) => {
        if (one.state !== 'possible' && one.state !== 'complete') return 'Le diplôme n’est plus possible dans le délai.';
        const instead = one.instead.map((slug) => titles[slug]);
        return `Diplôme ${jury(one.edition)}${instead.length ? `, avec ${instead.join(', ')} à la place` : ''}.`;
      },
      missedBad: 'hors de portée',
      missedLater: 'plus tard',
      missedSame: 'même jury',
      lateTitle: 'Ce qui ne tient plus dans le délai',
      lateOne: (one) => (one.state === 'none'
        ? `${titles[one.course]}${NBSP}: aucune diffusion connue`
        : `${titles[one.course]}${NBSP}: le ${day(one.start)}${one.expected ? ' (date attendue)' : ''}`),
      nothingLeft: 'Aucun examen ne reste à passer.',
      nothingPlanned: 'Aucun examen à planifier.',
      drawing: 'Les examens du plan sur une frise, trimestre par trimestre',
      drawingText: (plan) => plan.steps.map((step) => `${titles[step.course]}, du ${day(step.start)} au ${day(step.end)}`)
        .concat(plan.closes ? [`fin du délai le ${day(plan.closes)}`] : [])
        .concat(plan.edition ? [`jury en ${month(plan.edition)}`] : []).join(`${NBSP}; `),
      today: 'aujourd’hui',
      juryMark: (text) => `jury, ${month(text)}`,
      closesMark: 'fin du délai',
      copied: 'Le lien est copié.',
      notCopied: `Le lien est dans le champ ci-dessous${NBSP}: copiez-le.`,
      exported: (count) => `${many(count, 'date')} dans le fichier.`,
      calendar: (name) => `Mon plan${NBSP}: ${name}`,
      event: {
        session: (title) => title,
        enrolment: (title) => `Fin des inscriptions${NBSP}: ${title}`,
        'exam-opens': (title) => `Ouverture de l’examen${NBSP}: ${title}`,
        'exam-closes': (title) => `Dernier jour d’examen${NBSP}: ${title}`,
      },
      planOf: (name) => `Plan${NBSP}: ${name}`,
    };
  }

  function english(titles) {
    const day = (text) => {
      const [year, month, number] = parts(text);
      return `${number} ${MONTHS.en[month - 1]} ${year}`;
    };
    const month = (text) => `${MONTHS.en[parts(text)[1] - 1]} ${parts(text)[0]}`;
    const jury = (edition) => (edition ? `with the jury of ${month(edition)}` : 'as soon as the jury meets');
    const price = (cents) => {
      const euros = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
      return cents % 100 ? `€${euros}.${String(cents % 100).padStart(2, '0')}` : `€${euros}`;
    };
    const note = (one) => (one.expected ? 'expected date' : one.indicative ? 'indicative date' : '');
    const exams = (count) => (count === 1 ? 'one exam' : `${count} exams`);
    const many = (count, word) => `${count}${NBSP}${word}${count === 1 ? '' : 's'}`;
    return {
      day,
      month,
      price,
      note,
      exam: 'Exam',
      enrolled: 'Following it now',
      edition: (text) => `Jury of ${month(text)}`,
      quarter: (year, number) => `${['First', 'Second', 'Third', 'Fourth'][number - 1]} quarter of ${year}`,
      quarterShort: (number) => `Q${number}`,
      range: (from, to) => (from === to ? day(from) : `${shortened(from, to, day(from))} to ${day(to)}`),
      enrolBy: (text) => `enrol by ${day(text)}`,
      following: 'following it now, enrolment is closed',
      needs: (percent) => `at least ${percent}% in the exam`,
      swap: 'by an exchange',
      answer: (plan) => ({
        complete: ['Everything is passed', `Diploma ${jury(plan.edition)}.`],
        possible: [
          plan.edition ? `${month(plan.edition)} at the earliest` : `${plan.last && day(plan.last)} at the earliest`,
          `After ${exams(plan.steps.length)}, ${plan.steps.length === 1 ? '' : 'the last '}over by `
          + `${plan.last && day(plan.last)}.${plan.edition ? '' : ' The jury has no fixed month.'}`,
        ],
        impossible: [
          plan.closes ? 'No longer possible in the period' : 'No date that is known leads there',
          plan.closes ? `The period ends on ${day(plan.closes)}.` : 'The published calendar is not enough.',
        ],
        expired: ['The period is over', `It ended on ${plan.closes && day(plan.closes)}.`],
      }[plan.state]),
      none: ['No rule applies', 'No version of the rule is known for that day.'],
      invalid: ['Which day of registration?', 'Give a day, past or planned.'],
      beyond: (one) => `Without that limit: diploma ${jury(one.edition)}, the last exam over by ${day(one.last)}.`,
      cost: 'Still to pay',
      costOf: (plan) => (plan.unpriced
        ? `${plan.cents ? `${price(plan.cents)} and ` : ''}${exams(plan.unpriced)} of unknown price`
        : plan.cents ? price(plan.cents) : 'nothing'),
      left: 'Exams to sit',
      until: 'End of the period',
      endless: 'none',
      version: 'Rule applied',
      since: (text) => `in force since ${day(text)}`,
      tight: 'Missing one single exam puts the diploma out of reach.',
      safe: 'Missing one single exam does not put the diploma out of reach.',
      expected: (count) => `${many(count, 'date')} of this plan ${count === 1 ? 'is' : 'are'} expected, not published.`,
      exchanged: (slug) => `${titles[slug]} is passed, and counts once it is exchanged for a chosen course.`,
      inexact: 'The rule leaves too many possibilities to compare them all.',
      wish: (one) => (one.last
        ? `With ${titles[one.course]}: diploma ${jury(one.edition)}.`
        : `${titles[one.course]} no longer fits in the period.`),
      nextNone: 'No other broadcast is known.',
      next: (one, closes) => `Next broadcast on ${day(one.next_start)}${one.next_expected ? ' (expected, not published)' : ''}`
        + `${closes ? (one.fits ? ', inside the period' : ', outside the period') : ''}.`,
      then: (one) => {
        if (one.state !== 'possible' && one.state !== 'complete') return 'The diploma is out of reach in time.';
        const instead = one.instead.map((slug) => titles[slug]);
        return `Diploma ${jury(one.edition)}${instead.length ? `, with ${instead.join(', ')} instead` : ''}.`;
      },
      missedBad: 'out of reach',
      missedLater: 'later',
      missedSame: 'same jury',
      lateTitle: 'What no longer fits in the period',
      lateOne: (one) => (one.state === 'none'
        ? `${titles[one.course]}: no broadcast is known`
        : `${titles[one.course]}: ${day(one.start)}${one.expected ? ' (expected date)' : ''}`),
      nothingLeft: 'No exam is left to sit.',
      nothingPlanned: 'No exam to plan.',
      drawing: 'The exams of the plan on a time line, quarter by quarter',
      drawingText: (plan) => plan.steps.map((step) => `${titles[step.course]}, ${day(step.start)} to ${day(step.end)}`)
        .concat(plan.closes ? [`end of the period on ${day(plan.closes)}`] : [])
        .concat(plan.edition ? [`jury in ${month(plan.edition)}`] : []).join('; '),
      today: 'today',
      juryMark: (text) => `jury, ${month(text)}`,
      closesMark: 'end of the period',
      copied: 'The link is copied.',
      notCopied: 'The link is in the field below: copy it.',
      exported: (count) => `${many(count, 'date')} in the file.`,
      calendar: (name) => `My plan: ${name}`,
      event: {
        session: (title) => title,
        enrolment: (title) => `Enrolment ends: ${title}`,
        'exam-opens': (title) => `Exam opens: ${title}`,
        'exam-closes': (title) => `Last day of the exam: ${title}`,
      },
      planOf: (name) => `Plan: ${name}`,
    };
  }

  parchemin.planWords = (lang, titles) => (lang === 'fr' ? french(titles) : english(titles));
})();
