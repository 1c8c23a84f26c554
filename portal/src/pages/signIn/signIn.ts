/** What the sign-in page is told by its address. */

export interface Problem {
  readonly title: string;
  readonly text: string;
}

/** Why nobody was signed in, by the code that the service redirects with; never a text from outside. */
const problems: Readonly<Record<string, Problem>> = {
  link: {
    title: 'This link does not work any more',
    text: 'A sign-in link is good once and for 15 minutes. Make another.',
  },
  expired: {
    title: 'That took too long',
    text: 'A sign-in must be finished within ten minutes, in the browser that began it. Try again.',
  },
  denied: { title: 'Sign-in was cancelled', text: 'Your identity provider did not let the sign-in go on.' },
  access: {
    title: 'You have no access',
    text: 'You are known to your identity provider, but no merchant and role are set for you there. Ask whoever manages access in your company.',
  },
  provider: {
    title: 'The sign-in could not be checked',
    text: 'What your identity provider answered cannot be trusted. Try again; if it stays, tell whoever runs this service.',
  },
  unavailable: {
    title: 'You cannot be signed in now',
    text: 'Something that it takes does not answer. Try again in a minute.',
  },
};

const unknown: Problem = {
  title: 'You are not signed in',
  text: 'Something went wrong on the way. Try again.',
};

export function whyNot(code: string | null): Problem | undefined {
  if (code === null) return undefined;
  return Object.hasOwn(problems, code) ? problems[code] : unknown;
}

const home = '/portal/keys';

/** The page to go to afterwards: one of ours, whatever the address says. */
export function returnPath(asked: string | null): string {
  if (asked === null) return home;
  const { origin } = window.location;
  if (!URL.canParse(asked, origin)) return home;
  const url = new URL(asked, origin);
  const isOurs =
    url.origin === origin && url.pathname.startsWith('/portal/') && url.pathname !== '/portal/sign-in';
  return isOurs ? url.pathname + url.search + url.hash : home;
}
