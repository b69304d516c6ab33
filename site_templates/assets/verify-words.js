/* How the verifier speaks to people, and how signed values are written in each language. The sentences themselves are in
   words-fr.js and words-en.js, those of doubt in doubts-fr.js and doubts-en.js; whatever is said in a language needs its files.

   parchemin.verdictWords(verdict, lang)     {title, meaning}; `doubtful` is the verdict `valid` where a check that is beside the
                                             diploma's own, such as that of the log, did not succeed
   parchemin.checkWords(check, lang)         {icon, outcome, name, detail}: one line about one check and what was compared
   parchemin.noteWords(note, facts, lang)    a remark about where the page was found
   parchemin.hasWords(result, lang)          whether all of that can be said of {verdict, checks, notes}; where it cannot, the three
                                             above say the name of what they have no words for, and that it is nothing good
   parchemin.typeset(text, lang)             the same text with the blanks that French typography keeps together
   parchemin.languageOf(tag)                 'fr', 'fr-CA' → 'fr'; anything else → 'en'
   parchemin.written(value, format, lang)    Promise of the text of a signed value (formats: see the top of diploma.js), or of
                                             undefined where the value is not of the kind that the format writes
   parchemin.dayText, parchemin.instantText  the date formatter on its own; everything is in UTC, whatever the reader's zone */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
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
  const LANGUAGES = {
    fr: {
      ar: 'arabe', de: 'allemand', en: 'anglais', es: 'espagnol', fr: 'français', it: 'italien', km: 'khmer',
      pt: 'portugais', ru: 'russe', uk: 'ukrainien', vi: 'vietnamien', zh: 'chinois',
    },
    en: {
      ar: 'Arabic', de: 'German', en: 'English', es: 'Spanish', fr: 'French', it: 'Italian', km: 'Khmer',
      pt: 'Portuguese', ru: 'Russian', uk: 'Ukrainian', vi: 'Vietnamese', zh: 'Chinese',
    },
  };
  /** The OB3 AchievementType values that a school here may issue. These tables are those of generator/site/language.py. */
  const ACHIEVEMENT_TYPES = {
    Diploma: { fr: 'Diplôme', en: 'Diploma' },
    Certificate: { fr: 'Certificat', en: 'Certificate' },
    CertificateOfCompletion: { fr: 'Attestation', en: 'Certificate of completion' },
    Course: { fr: 'Cours', en: 'Course' },
    MicroCredential: { fr: 'Microcertification', en: 'Micro-credential' },
    Badge: { fr: 'Badge', en: 'Badge' },
    Award: { fr: 'Distinction', en: 'Award' },
  };

  /** "2026-07-10T00:00:00Z" → "10 juillet 2026" · "10 July 2026". Not Intl: its data, and so its output, differ between
      browsers and years, and this text is compared with the page. Undefined for anything but a real UTC instant or day. */
  function dayText(value, lang) {
    const match = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}:\d{2}Z)?$/.exec(value);
    if (!match || Number.isNaN(Date.parse(value))) return undefined;
    const [, year, month, day] = match.map(Number);
    if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined; // 30 February rolls over
    const ordinal = lang === 'fr' && day === 1 ? '1er' : String(day);
    return `${ordinal} ${MONTHS[lang][month - 1]} ${year}`;
  }

  function instantText(value, lang) {
    const match = /^\d{4}-\d{2}-\d{2}T(\d{2}:\d{2}):\d{2}Z$/.exec(value);
    const day = dayText(value, lang);
    if (!match || !day) return undefined;
    return lang === 'fr' ? `${day} à ${match[1]} UTC` : `${day} at ${match[1]} UTC`;
  }

  const isText = (value) => typeof value === 'string';
  const fragment = (value) => (isText(value) && value.includes('#') ? value.slice(value.indexOf('#') + 1) : undefined);

  function hostOf(value) {
    if (!isText(value)) return undefined;
    if (value.startsWith('did:web:')) return value.split(':')[2].replace('%3A', ':');
    try {
      return new URL(value).host;
    } catch {
      return undefined;
    }
  }

  const FORMATS = {
    text: (value) => (isText(value) ? value : ['number', 'boolean'].includes(typeof value) ? String(value) : undefined),
    date: (value, lang) => (isText(value) ? dayText(value, lang) : undefined),
    datetime: (value, lang) => (isText(value) ? instantText(value, lang) : undefined),
    number: (value, lang) => {
      const text = String(value);
      if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
      return lang === 'fr' ? text.replace('.', ',') : text;
    },
    language: (value, lang) => (isText(value) ? Object.hasOwn(LANGUAGES[lang], value) ? LANGUAGES[lang][value] : value : undefined),
    'achievement-type': (value, lang) => {
      if (!isText(value)) return undefined;
      return Object.hasOwn(ACHIEVEMENT_TYPES, value) ? ACHIEVEMENT_TYPES[value][lang] : value;
    },
    code: (value) => (isText(value) ? /\/d\/([^/]+)\.json$/.exec(value)?.[1] : undefined),
    host: hostOf,
    fingerprint: (value) => (isText(value) ? parchemin.fingerprintOfMethod(value) : undefined),
    key: fragment,
  };

  /** Some formats need a digest, so this is a promise. An unknown format writes nothing and so matches no page. */
  async function written(value, format, lang) {
    return Object.hasOwn(FORMATS, format) ? FORMATS[format](value, lang) : undefined;
  }

  // ---- sentences: the words themselves are in words-fr.js and words-en.js, under parchemin.words

  /** French puts an unbreakable blank before : ; ? ! and inside its quotation marks. */
  const typeset = (text, lang) =>
    (lang === 'fr' ? text.replace(/ (?=[:;?!](?: |$))| (?=»)|(?<=«) /g, '\u00a0') : text);

  function verdictWords(verdict, lang) {
    const { verdicts } = parchemin.words[lang];
    const [title, meaning] = verdicts[verdict] ?? verdicts['*'];
    return { title: typeset(title, lang), meaning: typeset(meaning, lang) };
  }

  const sentence = (id, reason, lang) => {
    const said = parchemin.words[lang].details[id];
    return said[reason] ?? said['*'];
  };

  function checkWords({ id, outcome, reason, detail }, lang) {
    const { notReached, outcomes, names } = parchemin.words[lang];
    const said = reason === 'not-reached' ? notReached : sentence(id, reason, lang)?.(detail) ?? reason;
    const [icon, word] = outcomes[outcome];
    return { icon, outcome: word, name: names[id], detail: typeset(said, lang) };
  }

  const noteWords = (note, facts, lang) => typeset(parchemin.words[lang].notes[note]?.(facts) ?? note, lang);

  function hasWords({ verdict, checks, notes }, lang) {
    const words = parchemin.words[lang];
    return verdict in words.verdicts
      && notes.every((note) => note in words.notes)
      && checks.every(({ id, reason }) => reason === 'not-reached' || sentence(id, reason, lang));
  }

  Object.assign(parchemin, {
    dayText,
    instantText,
    written,
    verdictWords,
    checkWords,
    noteWords,
    hasWords,
    typeset,
    languageOf: (tag) => (/^fr\b/i.test(tag ?? '') ? 'fr' : 'en'),
  });
})();
