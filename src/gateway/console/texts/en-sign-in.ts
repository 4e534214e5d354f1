/** What is said to whom signs in, or is not let in, in English. */
export const enSignIn = {
  'signin.title': 'Sign in',
  'signin.who': 'Who are you?',
  'signin.provider': 'You sign in at {0}, and come back to this page.',
  'signin.do': 'Sign in',
  'signin.down':
    '{0} does not answer, so that nobody can sign in there now. Try again in a moment; if it ' +
    'stays so, ask whoever runs it.',
  'signin.other': 'Use a token instead',
  'signin.what':
    'This server asks who you are. Paste a token of a user with the role ' +
    'SYSTEM_ADMINISTRATION, or with a role of mentors.',
  'signin.token': 'Token',
  'signin.take': 'Use this token',
  'signin.nottaken':
    'This server does not take the token that you signed in with: it has ended, or comes from ' +
    'somebody whom the server does not trust. Sign in again; if it stays so, ask whoever runs it.',
  'signin.going': 'Signing in …',
  'signin.already': 'You are signed in. Go on to:',
  'signin.again': 'Sign in again',
  'signin.out': 'Sign out',
  'signin.failed': 'You are not signed in',
  'signin.failed.refused': 'Signing in was refused',
  'signin.failed.refused.todo':
    'You, or the place where you sign in, said no ({0}). Sign in again, and agree to it there.',
  'signin.failed.mismatch': 'This answer was not asked for here',
  'signin.failed.mismatch.todo':
    'It belongs to another tab, or you began anew in between. Nothing was taken of it. Sign in ' +
    'again in this tab.',
  'signin.failed.down': 'The place where you sign in does not answer',
  'signin.failed.down.todo':
    'Sign in again in a moment; if it stays so, ask whoever runs it. ({0})',
  'signin.failed.failed': 'The place where you sign in answered with something else',
  'signin.failed.failed.todo':
    'Sign in again; if it stays so, show this to whoever runs this server: {0}',
  'signin.norole': 'Your account may not read here',
  'signin.norole.what': 'The console is for users with one of the roles {0}.',
  'signin.norole.todo':
    'Ask whoever gives out roles for one of them, then sign in again; or sign out and sign in as ' +
    'somebody else.',
  'state.forbidden': 'This is not yours to see',
  'state.forbidden.todo': 'It belongs to others, and you see your own batches. {0}',
  'batches.none.mine': 'You have no batches yet',
  'batches.none.mine.todo':
    'Here are the batches that you created, and those that name you as a mentor.',
} as const;
