/* What the verifier says to people in French: parchemin.words.fr, of which verify-words.js makes sentences. Here is what it says
   of a diploma that is good, and of a page that was saved and has this file alone; the rest is in doubts-fr.js. A diploma's page
   loads this file of its own language, and others when there is something to say that needs them. The keys are those of the
   other language.

     verdicts    [title, meaning] by verdict; `*` where the words of a verdict could not be had
     outcomes    [sign, word] · names   of the checks · notReached
     details     what was compared, by check and reason; `*` serves every other reason; `d` is the detail
     notes       where the page was found; `f` are the facts */
'use strict';
((globalThis.parchemin ??= {}).words ??= {}).fr = (() => {
  const day = (value) => parchemin.dayText(value, 'fr');
  const instant = (value) => parchemin.instantText(value, 'fr');
  const logged = (d) => `inscrit sous le n°\u00a0${d.index} d’un journal de ${d.size} lignes, signé par ${d.log}`;

  const verdicts = {
    valid: [
      'Authentique et valable',
      'La signature de l’émetteur couvre chaque donnée que la page donne pour signée, et le diplôme n’est pas révoqué.',
    ],
    'cannot-check': [
      'Vérification impossible ici',
      'Ni vrai ni faux : les moyens de vérifier manquent. Ce qui est affiché n’est pas prouvé.',
    ],
    '*': [
      'Autre chose qu’authentique et valable',
      'Les phrases qui disent quoi n’ont pas pu être chargées : ne vous fiez pas à ce diplôme sans un autre contrôle.',
    ],
  };
  const outcomes = { passed: ['✓', 'réussi'], failed: ['✗', 'échec'], 'not-checked': ['?', 'non vérifié'] };
  const names = {
    parse: 'Lecture', structure: 'Structure', issuer: 'Émetteur', key: 'Clé', proof: 'Signature', dates: 'Dates',
    status: 'Révocation', log: 'Journal public', copy: 'Fichier publié', page: 'Page affichée',
  };
  const notReached = 'un contrôle précédent n’a pas abouti';

  const details = {
    parse: { ok: (d) => `${d.bytes} octets de JSON sans ambiguïté` },
    structure: { ok: () => 'toutes les données d’un diplôme Open Badges 3.0' },
    issuer: {
      ok: (d) => `${d['did.json']}, d’après le document des clés qu’il publie`,
      'did-not-fetched': (d) => `le document des clés de ${d.issuer} n’a pas pu être lu`,
    },
    key: { ok: (d) => `empreinte ${d.fingerprint}, publiée par l’émetteur` },
    proof: { ok: (d) => `signé le ${instant(d.created)} (${d.cryptosuite})` },
    dates: {
      ok: (d) =>
        `valable depuis le ${day(d.validFrom)}, ${d.validUntil ? `jusqu’au ${day(d.validUntil)}` : 'sans limite'}`,
    },
    status: { ok: (d) => `non révoqué${d['list date'] ? ` dans la liste signée du ${day(d['list date'])}` : ''}` },
    log: {
      witnessed: (d) => `${logged(d)} ; vu par ${d.witnesses}`,
      'not-witnessed': (d) => `${logged(d)} ; aucun témoin`,
      'not-logged': () => 'aucune preuve : pas encore inscrit, ou la preuve a été retirée',
    },
    copy: {
      ok: (d) => `identique à ${d.file}`,
      missing: (d) => `${d.file} n’a pas pu être lu`,
    },
    page: {
      ok: (d) => `${d.count} valeurs comparées, toutes conformes au texte signé ; les mots qui les entourent ne sont pas comparés`,
      unproven: (d) => `${d.count} valeurs conformes au texte joint, dont la signature n’est pas vérifiée`,
    },
  };

  const notes = {
    file: (f) =>
      `Page ouverte depuis un fichier : ni les clés de l’émetteur ni la liste des révocations n’ont pu être lues. `
      + `L’adresse officielle est ${f.official}.`,
    official: (f) =>
      `Ce contrôle est fait par la page elle-même : vérifiez que la barre d’adresse affiche ${f.host}.`,
    time: (f) => `Contrôle fait par ce navigateur le ${f.time}.`,
  };

  return { verdicts, outcomes, names, notReached, details, notes };
})();
