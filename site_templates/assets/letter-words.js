/* What the forms for candidates say once a script runs: `parchemin.letterWords(lang)` → name → phrase, or function of facts. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const WORDS = {
    fr: {
      missing: 'Cette réponse est nécessaire.',
      choose: 'Choisissez dans la liste.',
      tick: 'Cet accord est nécessaire pour continuer.',
      characters: 'Cette réponse contient un caractère qui ne peut pas être imprimé. Retapez-la.',
      letters: 'Un nom contient au moins une lettre.',
      long: 'Cette réponse est trop longue.',
      email: 'Ce n’est pas une adresse électronique. Exemple : nom@exemple.org',
      date: 'Écrivez une date complète, passée.',
      birth: 'Cette date de naissance n’est pas plausible.',
      receipt: 'Ce code contient une faute de frappe. Il compte trois groupes de quatre signes.',
      score: 'Écrivez un nombre entier de 0 à 100.',
      scanType: 'Choisissez un PDF, un JPEG ou un PNG.',
      scanSize: 'Ce fichier dépasse 2 Mo. Réduisez-le, ou déposez sans copie.',
      exchangeHalf: 'Choisissez aussi l’autre cours de cet échange.',
      exchangeSame: 'Choisissez deux cours différents.',
      nothingChosen: 'Choisissez au moins un cours.',
      summary: (count) => (count === 1 ? 'Une réponse est à revoir :' : `${count} réponses sont à revoir :`),
      session: 'Choisissez une session',
      sessionNone: 'Aucune session passée ou en cours',
      none: 'Aucun cours choisi.',
      chosen: (count, stars) =>
        `${count} cours choisi${count > 1 ? 's' : ''}${stars ? `, dont ${stars} étoilé${stars > 1 ? 's' : ''}` : ''}.`,
      enough: 'Ce choix suffit pour le diplôme, si tout est réussi.',
      notEnough: 'Ce choix ne suffit pas encore pour le diplôme.',
      met: 'rempli',
      unmet: (have, needed) => `pas encore : ${have} sur ${needed}`,
      fee: 'Inscription au diplôme',
      total: 'Total',
      unknown: 'prix non publié',
      totalUnknown: (price) => `${price}, sans les prix non publiés`,
      noSession: 'non annoncée',
      indicative: 'date indicative',
      until: (day) => `En vous inscrivant aujourd’hui, vous auriez jusqu’au ${day} pour tout réussir.`,
      subject: 'Fichier chiffré',
      body: (file) =>
        `Bonjour,\n\nVous trouverez en pièce jointe le fichier ${file}, fait sur la page d’inscription.\n\n(Joignez ce fichier avant d’envoyer.)`,
      sending: 'Envoi…',
      sent: 'Envoyé. Vous pouvez fermer cette page.',
      notSent: 'L’envoi n’a pas abouti. Enregistrez le fichier et envoyez-le par courriel.',
    },
    en: {
      missing: 'This answer is required.',
      choose: 'Choose from the list.',
      tick: 'This consent is required to go on.',
      characters: 'This answer holds a character that cannot be printed. Type it anew.',
      letters: 'A name has at least one letter.',
      long: 'This answer is too long.',
      email: 'This is not an e-mail address. Example: name@example.org',
      date: 'Write a whole date, in the past.',
      birth: 'This date of birth is not plausible.',
      receipt: 'This code holds a typing mistake. It has three groups of four symbols.',
      score: 'Write a whole number from 0 to 100.',
      scanType: 'Choose a PDF, a JPEG or a PNG.',
      scanSize: 'This file is larger than 2 MB. Reduce it, or deposit without a scan.',
      exchangeHalf: 'Choose the other course of this exchange too.',
      exchangeSame: 'Choose two different courses.',
      nothingChosen: 'Choose at least one course.',
      summary: (count) => (count === 1 ? 'One answer needs another look:' : `${count} answers need another look:`),
      session: 'Choose a session',
      sessionNone: 'No past or current session',
      none: 'No course chosen.',
      chosen: (count, stars) =>
        `${count} course${count === 1 ? '' : 's'} chosen${stars ? `, ${stars} of them starred` : ''}.`,
      enough: 'This choice is enough for the diploma, if everything is passed.',
      notEnough: 'This choice is not enough for the diploma yet.',
      met: 'met',
      unmet: (have, needed) => `not yet: ${have} of ${needed}`,
      fee: 'Registration for the diploma',
      total: 'Total',
      unknown: 'price not published',
      totalUnknown: (price) => `${price}, without the prices not published`,
      noSession: 'not announced',
      indicative: 'indicative date',
      until: (day) => `Registering today, you would have until ${day} to pass everything.`,
      subject: 'Encrypted file',
      body: (file) =>
        `Hello,\n\nPlease find attached the file ${file}, made on the registration page.\n\n(Attach the file before sending.)`,
      sending: 'Sending…',
      sent: 'Sent. You can close this page.',
      notSent: 'Sending did not work. Save the file, and send it by mail.',
    },
  };

  /** French sets a no-break space before high punctuation. */
  const set = (text) => text.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0');

  parchemin.letterWords = (lang) => {
    if (lang !== 'fr') return WORDS.en;
    const entries = Object.entries(WORDS.fr).map(([name, said]) => [
      name,
      typeof said === 'function' ? (...facts) => set(said(...facts)) : set(said),
    ]);
    return Object.fromEntries(entries);
  };
})();
