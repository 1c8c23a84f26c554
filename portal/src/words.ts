/** How things are called on the page. */

const productNames: Readonly<Record<string, string>> = {
  sentry: 'Sentry',
  enterprise: 'Enterprise',
  sentrial: 'Sentrial',
};

/** A profile as people know it; one that an operator added, by its own name. */
export function productName(profile: string): string {
  return productNames[profile] ?? sentence(profile.replaceAll('-', ' '));
}

export function environmentName(environment: 'live' | 'test'): string {
  return environment === 'live' ? 'Live' : 'Test';
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
