/** What somebody needs before the reference makes sense: a first request, and what all answers have in common. */
import type { ReactNode } from 'react';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { chapters, type ChapterId } from './chapters.ts';
import { Words } from './Prose.tsx';
import styles from './GettingStarted.module.css';

export function GettingStarted() {
  const { origin } = window.location;
  return (
    <div className={styles.chapters}>
      <Chapter
        id="first-request"
        sample={
          <>
            <CodeBlock
              language="curl"
              label="curl for a first request"
              code={`export API_KEY=sntr_…   # the secret, shown once when the key is made

curl ${origin}/public/api/v1/invoices \\
  -H "Authorization: Bearer $API_KEY"`}
            />
            <CodeBlock language="Answer 200" label="answer to the first request" code={'{ "items": [] }'} />
          </>
        }
      >
        <p>
          <Words text="[Create a key](/portal/keys/new) with the scope `invoice:read`, and send it as a bearer token. That is all: no signature, no session." />
        </p>
        <p>
          <Words text="Keep the secret in your secret store and never in a page, a repository or a URL. Every request with a key leaves an entry in the [audit](/portal/audit), refused ones too." />
        </p>
      </Chapter>
      <Chapter
        id="credentials"
        sample={
          <CodeBlock
            language="Headers"
            label="headers with credentials"
            code={`# products: an API key
Authorization: Bearer sntr_…

# management: a token of your sign-in provider
Authorization: Bearer eyJhbGciOi…`}
          />
        }
      >
        <p>
          <Words text="**API keys** open the routes under [Products](#tag-products): what an integration calls. What a key may do is its scopes; from where, its IP rules." />
        </p>
        <p>
          <Words text="**Management tokens** open `/api/v1`: keys, webhooks, the audit. They carry a role: `admin` may change, `viewer` and `auditor` read. This portal does the same with your session in place of a token." />
        </p>
      </Chapter>
      <Chapter
        id="errors"
        sample={
          <>
            <CodeBlock
              language="403 to an API key"
              label="error body of a missing scope"
              code={json({
                error: 'INSUFFICIENT_SCOPE',
                message: 'API key missing required scopes for this endpoint',
              })}
            />
            <CodeBlock
              language="422 from the management API"
              label="error body with details"
              code={json({
                error: 'INVALID_INPUT',
                message: 'The body cannot be accepted: see details',
                details: [{ field: 'ipRules.0', message: 'There is no address or range "10.0.0"' }],
              })}
            />
          </>
        }
      >
        <p>
          <Words text="Every error is JSON: `error` is a code that stays, for programs; `message` says what is wrong and what to do, for people; `details`, where it is there, names each field." />
        </p>
        <Statuses />
        <p>
          <Words text="A key that is unknown, revoked, expired or of another environment gets the same 401: who guesses keys learns nothing. Which it was stands in the audit. Whatever you report, name the `X-Request-Id` of the answer." />
        </p>
      </Chapter>
      <Chapter
        id="rate-limits"
        sample={
          <CodeBlock
            language="429"
            label="headers and body of an answer beyond the rate limit"
            code={`RateLimit-Policy: "default";q=60;w=60
RateLimit: "default";r=0;t=12
Retry-After: 12

${json({
  error: 'RATE_LIMIT_EXCEEDED',
  message: 'Rate limit exceeded. Please try again in 12 seconds.',
})}`}
          />
        }
      >
        <p>
          <Words text="A key has 60 requests in any 60 seconds, unless its product says otherwise. `RateLimit-Policy` names the limit (`q` requests in `w` seconds), `RateLimit` what is left (`r`) and in how many seconds there is more (`t`)." />
        </p>
        <p>
          <Words text="On 429 wait the seconds of `Retry-After`: the number is exact, and a refused request takes nothing from your quota." />
        </p>
      </Chapter>
      <Chapter
        id="lists"
        sample={
          <CodeBlock
            language="curl"
            label="curl for the second page of a list"
            code={`curl "${origin}/api/v1/keys?limit=100&cursor=NEXT_CURSOR" \\
  -H "Authorization: Bearer $KEYLEDGER_TOKEN"`}
          />
        }
      >
        <p>
          <Words text="Lists answer `{ items, nextCursor }`. Send `nextCursor` back as `cursor`, unchanged, for the next page; it is `null` on the last. `limit` goes to 100." />
        </p>
      </Chapter>
      <Chapter
        id="safe-changes"
        sample={
          <CodeBlock
            language="Headers"
            label="headers of a change that cannot collide"
            code={`# from GET /api/v1/keys/{keyId}: ETag: "3"
If-Match: "3"

# with POST /api/v1/keys
Idempotency-Key: 8f14e45f-ceea-467f-a8f4-d2b3a6f0e5b1`}
          />
        }
      >
        <p>
          <Words text="Send the `ETag` that you have seen as `If-Match`: when somebody changed the key meanwhile, you get 412 and nothing is done. Two changes at the same instant: one gets 409." />
        </p>
        <p>
          <Words text="Creating a key with an `Idempotency-Key` can be repeated without making a second one." />
        </p>
      </Chapter>
    </div>
  );
}

function Chapter({
  id,
  sample,
  children,
}: {
  readonly id: ChapterId;
  readonly sample: ReactNode;
  readonly children: ReactNode;
}) {
  const title = chapters.find((chapter) => chapter.id === id)?.title;
  return (
    <section id={id} className={styles.chapter} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{title}</h3>
      <div className={styles.columns}>
        <div className={styles.words}>{children}</div>
        <div className={styles.sample}>{sample}</div>
      </div>
    </section>
  );
}

const statuses = [
  ['401', 'no credential, or none that counts'],
  ['403', 'the credential is good, and may not do this'],
  ['404', 'not here, or not yours'],
  ['409 412', 'somebody was quicker; read again'],
  ['422', 'a field is wrong: see details'],
  ['429', 'too many requests; wait'],
  ['503', 'try again after Retry-After'],
] as const;

function Statuses() {
  return (
    <dl className={styles.statuses}>
      {statuses.map(([status, meaning]) => (
        <div key={status}>
          <dt>
            <code>{status}</code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

function json(value: object): string {
  return JSON.stringify(value, null, 2);
}
