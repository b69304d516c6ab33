/* What the verifier says to people, in French and in English, and how signed values are written in each language.

   parchemin.words[lang]                     every sentence; `lang` is 'fr' or 'en'
   parchemin.languageOf(tag)                 'fr', 'fr-CA' → 'fr'; anything else → 'en'
   parchemin.written(value, format, lang)    the text of a signed value (formats: see the top of diploma.js), or undefined
                                             where the value is not of the kind that the format writes
   parchemin.dayText, parchemin.instantText  the date formatter on its own; everything is in UTC, whatever the reader's zone */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const MONTHS = {
    fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
    en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  };
  const LANGUAGES = { fr: { fr: 'français', en: 'anglais' }, en: { fr: 'French', en: 'English' } };
  /** The OB3 AchievementType values that a school here may issue. */
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
    if (value.startsWith('did:web:')) return decodeURIComponent(value.split(':')[2]);
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

  Object.assign(parchemin, {
    dayText,
    instantText,
    written,
    languageOf: (tag) => (/^fr\b/i.test(tag ?? '') ? 'fr' : 'en'),
  });
})();
