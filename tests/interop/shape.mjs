// LearnCard's description of Open Badges 3.0 as a judge of shape: required members, texts, numbers, lists.
//
//   node shape.mjs   {credentials: [...]}   ->   for each the list of what is wrong with it
import {AchievementCredentialValidator} from '@learncard/types';

let text = '';
for await (const chunk of process.stdin) {
  text += chunk;
}
const answer = JSON.parse(text).credentials.map(credential => {
  const {error} = AchievementCredentialValidator.safeParse(credential);
  return (error?.issues ?? []).map(issue => `/${issue.path.join('/')}: ${issue.message}`);
});
process.stdout.write(JSON.stringify(answer));
