/* What the verifier says to people in French: parchemin.words.fr, of which verify-words.js makes sentences. A diploma's page loads
   one language, and the other when somebody asks for it; the keys are those of the other file.

     verdicts    [title, meaning] by verdict; `doubtful` is `valid` where a check beside the diploma's own did not succeed
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
    doubtful: [
      'Authentique, avec une réserve',
      'La signature est bonne et le diplôme n’est pas révoqué, mais un contrôle n’a pas abouti : voyez ci-dessous.',
    ],
    'valid-status-not-checked': [
      'Authentique, mais révocation non vérifiée',
      'La signature est bonne. La liste des révocations n’a pas pu être contrôlée : ce diplôme a peut-être été révoqué.',
    ],
    revoked: ['Révoqué : ce diplôme n’est plus valable', 'Il a bien été délivré, puis son émetteur l’a révoqué.'],
    superseded: ['Remplacé : ce diplôme n’est plus valable', 'Il a bien été délivré, puis un autre a pris sa place.'],
    expired: ['Expiré', 'Il a bien été délivré, mais sa durée de validité est passée.'],
    'not-yet-valid': ['Pas encore valable', 'Il est signé par son émetteur, mais il ne prend effet que plus tard.'],
    altered: [
      'Altéré, ou non délivré par cet émetteur',
      'Ne vous y fiez pas. Le contenu est masqué, car rien ne prouve qu’il est vrai.',
    ],
    'unknown-issuer': ['Émetteur inconnu', 'Rien ne prouve qui a délivré ce diplôme. Le contenu est masqué.'],
    'cannot-check': [
      'Vérification impossible ici',
      'Ni vrai ni faux : les moyens de vérifier manquent. Ce qui est affiché n’est pas prouvé.',
    ],
  };
  const outcomes = { passed: ['✓', 'réussi'], failed: ['✗', 'échec'], 'not-checked': ['?', 'non vérifié'] };
  const names = {
    parse: 'Lecture', structure: 'Structure', issuer: 'Émetteur', key: 'Clé', proof: 'Signature', dates: 'Dates',
    status: 'Révocation', log: 'Journal public', copy: 'Fichier publié', page: 'Page affichée',
  };
  const notReached = 'un contrôle précédent n’a pas abouti';

  const details = {
    parse: {
      ok: (d) => `${d.bytes} octets de JSON sans ambiguïté`,
      '*': () => 'le texte n’est pas un JSON sans ambiguïté',
    },
    structure: {
      ok: () => 'toutes les données d’un diplôme Open Badges 3.0',
      '*': () => 'une donnée manque ou n’a pas la forme attendue',
    },
    issuer: {
      ok: (d) => `${d['did.json']}, d’après le document des clés qu’il publie`,
      'pinned-key-only': (d) => `${d.issuer}, d’après l’empreinte donnée, sans document de clés`,
      'no-did-document': (d) => `aucun document de clés connu pour ${d.issuer}`,
      'did-not-fetched': (d) => `le document des clés de ${d.issuer} n’a pas pu être lu`,
      'did-document-malformed': (d) => `le document des clés de ${d.issuer} est illisible`,
      'did-mismatch': (d) => `le diplôme nomme ${d.issuer}, le document des clés ${d['did.json']}`,
    },
    key: {
      ok: (d) => `empreinte ${d.fingerprint}, publiée par l’émetteur`,
      'stolen-later': (d) =>
        `empreinte ${d.fingerprint} : clé volée plus tard, mais le journal contenait déjà ce diplôme`,
      'key-compromised': () => 'l’émetteur a renoncé à cette clé, volée ; rien ne montre que ce diplôme soit plus ancien',
      'fingerprint-mismatch': (d) => `l’empreinte attendue est ${d.pinned}, la clé en a une autre`,
      '*': () => 'la clé nommée par la signature n’est pas une clé de cet émetteur',
    },
    proof: {
      ok: (d) => `signé le ${instant(d.created)} (${d.cryptosuite})`,
      signature: () => 'la signature ne correspond pas au texte',
      'no-ed25519': () => 'ce navigateur ne sait pas vérifier les signatures Ed25519 (ou la page n’est pas en https)',
      'no-jcs-proof': () => 'aucune signature d’un type que ce programme sait vérifier',
      '*': () => 'la signature manque ou n’a pas la forme attendue',
    },
    dates: {
      ok: (d) =>
        `valable depuis le ${day(d.validFrom)}, ${d.validUntil ? `jusqu’au ${day(d.validUntil)}` : 'sans limite'}`,
      expired: (d) => `valable jusqu’au ${day(d.validUntil)}`,
      'not-yet-valid': (d) => `valable à partir du ${day(d.validFrom)}`,
    },
    status: {
      ok: (d) => `non révoqué${d['list date'] ? ` dans la liste signée du ${day(d['list date'])}` : ''}`,
      revoked: (d) => `révoqué${d['list date'] ? ` dans la liste signée du ${day(d['list date'])}` : ''}`,
      'list-missing': () => 'la liste des révocations n’a pas pu être lue',
      '*': () => 'la liste des révocations n’est pas digne de foi',
    },
    log: {
      witnessed: (d) => `${logged(d)} ; vu par ${d.witnesses}`,
      'not-witnessed': (d) => `${logged(d)} ; aucun témoin`,
      'not-logged': () => 'aucune preuve : pas encore inscrit, ou la preuve a été retirée',
      means: () => 'la clé du journal n’a pas pu être lue',
      vkey: () => 'la clé du journal est illisible',
      policy: () => 'la règle du journal est illisible',
      'no-salt': () => 'il manque à la preuve de quoi retrouver l’inscription',
      'no-ed25519': () => 'ce navigateur ne sait pas vérifier les signatures Ed25519',
      'not-included': () => 'la preuve n’est pas celle de ce diplôme',
      'log-signature': () => 'la preuve n’est pas signée par la clé de ce journal',
      origin: () => 'la preuve vient d’un autre journal',
      'policy-log': () => 'la clé publiée n’est pas celle du journal que nomme sa règle',
      'rolled-back': () => 'le journal publié est plus court que celui de la preuve : des lignes en ont disparu',
      forked: () => 'le journal publié contredit celui de la preuve',
      cosignature: () => 'la signature d’un témoin est fausse',
      quorum: (d) => `${logged(d)} ; vu par moins de témoins qu’il n’en demande`,
      '*': () => 'la preuve d’inscription n’est pas bonne',
    },
    copy: {
      ok: (d) => `identique à ${d.file}`,
      differs: (d) => `le diplôme contenu dans la page n’est pas ${d.file}`,
      missing: (d) => `${d.file} n’a pas pu être lu`,
    },
    page: {
      ok: (d) => `${d.count} valeurs comparées, toutes conformes au texte signé ; les mots qui les entourent ne sont pas comparés`,
      unproven: (d) => `${d.count} valeurs conformes au texte joint, dont la signature n’est pas vérifiée`,
      differs: (d) => `écart avec le texte signé : ${d.places}`,
    },
  };

  const notes = {
    'other-host': (f) =>
      `Cette copie est servie par ${f.host} ; l’adresse officielle est ${f.official}. `
      + `Les clés et la liste des révocations viennent de ${f.host} : le résultat ne vaut que ce que vaut ce site.`,
    file: (f) =>
      `Page ouverte depuis un fichier : ni les clés de l’émetteur ni la liste des révocations n’ont pu être lues. `
      + `L’adresse officielle est ${f.official}.`,
    'declared-only': () => 'C’est cette page qui le déclare ; la liste des révocations lue à l’instant ne le dit pas.',
    'page-outdated': () => 'La page elle-même est plus ancienne que ce résultat et indique autre chose.',
    'log-failed': () =>
      'La signature est bonne, mais la preuve d’inscription au journal public ne l’est pas. Demandez à l’établissement pourquoi.',
    'no-record': () => 'Cette page ne contient pas de diplôme signé : il n’y a rien à vérifier.',
    internal: () => 'Le programme de vérification s’est interrompu.',
    official: (f) =>
      `Ce contrôle est fait par la page elle-même : vérifiez que la barre d’adresse affiche ${f.host}.`,
    time: (f) => `Contrôle fait par ce navigateur le ${f.time}.`,
  };

  return { verdicts, outcomes, names, notReached, details, notes };
})();
