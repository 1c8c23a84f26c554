/** Why an attempt failed and what its receiver can do about it. */

interface FailureWords {
  readonly label: string;
  readonly advice: string;
}

const words: Readonly<Record<string, FailureWords>> = {
  timeout: { label: 'No answer in time', advice: 'Answer with 2xx first, and do the work afterwards.' },
  dns: {
    label: 'Host not found',
    advice: 'The name in the URL has no address. Check it, and its DNS records.',
  },
  address_not_allowed: {
    label: 'Address not public',
    advice: 'The name leads to an address inside a private network, where no webhooks are sent.',
  },
  connection_refused: { label: 'Connection refused', advice: 'Nothing listens at that host and port.' },
  connection_failed: {
    label: 'Connection failed',
    advice: 'The connection broke, or the host cannot be reached.',
  },
  tls: { label: 'TLS failed', advice: 'The certificate is not valid for this host, or has expired.' },
  invalid_response: { label: 'Not HTTP', advice: 'What came back was no HTTP response that could be read.' },
  redirect: {
    label: 'Redirected',
    advice: 'Redirects are not followed. Register the address where they lead.',
  },
  gone: {
    label: 'Gone (410)',
    advice: 'The receiver asked for no more webhooks, so this endpoint was disabled.',
  },
  http_status: { label: 'Not accepted', advice: 'Only a status from 200 to 299 counts as delivered.' },
};

/** Of a code that this page does not know yet, the code itself. */
export function failureWords(code: string): FailureWords {
  return words[code] ?? { label: code, advice: '' };
}
