/** Receivers that verify what they are sent, with the Standard Webhooks libraries, ready to be pasted. */

export interface Snippet {
  readonly id: string;
  readonly label: string;
  readonly language: string;
  readonly install: string;
  readonly code: string;
}

/** The secret is read from the environment: what is pasted into a file is soon in a repository. */
export const snippets: readonly Snippet[] = [
  {
    id: 'node',
    label: 'Node.js',
    language: 'javascript',
    install: 'npm install standardwebhooks express',
    code: `import express from 'express';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.KEYLEDGER_WEBHOOK_SECRET); // whsec_…
const app = express();

// The signature is over the bytes that were sent, so take the body as it is.
app.post('/webhooks/keyledger', express.raw({ type: 'application/json' }), (request, response) => {
  let event;
  try {
    event = webhook.verify(request.body.toString(), request.headers);
  } catch {
    return response.sendStatus(400); // not from us, or older than five minutes
  }
  response.sendStatus(204); // answer first, then do the work
  // The same webhook-id may come again: remember what you have seen.
  console.log(request.headers['webhook-id'], event.type, event.data.id);
});

app.listen(3000);`,
  },
  {
    id: 'python',
    label: 'Python',
    language: 'python',
    install: 'pip install standardwebhooks flask',
    code: `import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["KEYLEDGER_WEBHOOK_SECRET"])  # whsec_…
app = Flask(__name__)

@app.post("/webhooks/keyledger")
def keyledger():
    try:
        # The signature is over the bytes that were sent, so take the body as it is.
        event = webhook.verify(request.get_data(as_text=True), dict(request.headers))
    except WebhookVerificationError:
        return "", 400  # not from us, or older than five minutes
    # The same webhook-id may come again: remember what you have seen.
    print(request.headers["webhook-id"], event["type"], event["data"]["id"])
    return "", 204`,
  },
];
