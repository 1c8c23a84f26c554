/** One operation: what it is for, what it takes, what it gives, how it fails, and a command to try it. */
import { Link as LinkIcon } from 'lucide-react';
import { Fragment, memo, useId, type ReactNode } from 'react';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { Tag } from '../../components/Tag.tsx';
import { curlOf } from './curl.ts';
import type { OpenApiDocument, ParameterObject } from './document.ts';
import { ErrorTable } from './ErrorTable.tsx';
import { MethodBadge } from './MethodBadge.tsx';
import { Prose, Words } from './Prose.tsx';
import { ResponseView } from './ResponseView.tsx';
import type { Operation } from './reference.ts';
import { Line, SchemaFields } from './SchemaFields.tsx';
import styles from './OperationSection.module.css';

interface Props {
  readonly document: OpenApiDocument;
  readonly operation: Operation;
}

/** Not rendered again while the reader types in the filter: there are many, and each is large. */
export const OperationSection = memo(function OperationSection({ document, operation }: Props) {
  const titleId = useId();
  const { id, method, path, title, description, body, successes, errors, isWebhook } = operation;
  const name = `${method.toUpperCase()} ${path}`;
  return (
    <article id={id} className={styles.operation} aria-labelledby={titleId}>
      <header className={styles.header}>
        <h3 id={titleId}>
          <Words text={title} />
          <a className={styles.anchor} href={`#${id}`} aria-label={`Link to ${name}`}>
            <LinkIcon size={14} aria-hidden />
          </a>
        </h3>
        <p className={styles.path}>
          <MethodBadge method={method} />
          <code>{path}</code>
          {operation.isDeprecated && <Tag>deprecated</Tag>}
        </p>
      </header>
      <div className={styles.columns}>
        <div className={styles.words}>
          {description !== undefined && <Prose text={description} />}
          <Credentials operation={operation} />
          {parameterGroups.map(([place, label]) => (
            <Parameters
              key={place}
              label={label}
              document={document}
              parameters={operation.parameters.filter((parameter) => parameter.in === place)}
            />
          ))}
          {body?.content.schema !== undefined && (
            <Part
              title="Body"
              note={
                body.isRequired ? body.content.contentType : `${body.content.contentType}, may be left out`
              }
            >
              {body.description !== undefined && <Prose text={body.description} />}
              <SchemaFields document={document} schema={body.content.schema} />
            </Part>
          )}
          {successes.length > 0 && (
            <Part title={isWebhook ? 'What you answer' : 'Answer'}>
              {successes.map((response) => (
                <ResponseView key={response.status} document={document} response={response} />
              ))}
            </Part>
          )}
          {errors.length > 0 && (
            <Part title="Errors">
              <ErrorTable responses={errors} operation={name} />
            </Part>
          )}
        </div>
        <div className={styles.samples}>
          {!isWebhook && (
            <CodeBlock
              code={curlOf(operation, window.location.origin)}
              language="curl"
              label={`curl for ${name}`}
            />
          )}
          {isWebhook &&
            body?.content.samples.map(({ name: sample, value }) => (
              <CodeBlock
                key={sample}
                code={JSON.stringify(value, null, 2)}
                language={sample}
                label={`${sample} of ${name}`}
              />
            ))}
          {successes.map(({ status, content }) =>
            content?.samples
              .slice(0, 1)
              .map(({ value }) => (
                <CodeBlock
                  key={status}
                  code={typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
                  language={`Answer ${status}`}
                  label={`answer ${status} of ${name}`}
                />
              )),
          )}
        </div>
      </div>
    </article>
  );
});

const parameterGroups = [
  ['path', 'In the path'],
  ['query', 'In the query'],
  ['header', 'Headers'],
] as const;

function Parameters({
  label,
  document,
  parameters,
}: {
  readonly label: string;
  readonly document: OpenApiDocument;
  readonly parameters: readonly ParameterObject[];
}) {
  if (parameters.length === 0) return null;
  return (
    <Part title={label}>
      <ul className={styles.parameters}>
        {parameters.map(({ name, schema = {}, required = false, description }) => (
          <li key={name}>
            <Line
              document={document}
              name={name}
              schema={schema}
              isRequired={required}
              {...(description !== undefined && { description })}
            />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.part}>
      <h4>
        {title}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </h4>
      {children}
    </div>
  );
}

function Credentials({ operation: { credentials, isWebhook } }: { readonly operation: Operation }) {
  if (isWebhook) return null;
  const [first] = credentials;
  return (
    <p className={styles.credentials}>
      <strong>Needs</strong>
      {first === undefined
        ? 'no credential'
        : credentials.flatMap(({ scheme }) => credentialWords[scheme] ?? []).join(' or ')}
      {first !== undefined && first.needs.length > 0 && (
        <>
          {first.scheme === 'key' ? ' with the scope ' : ' with the role '}
          {first.needs.map((need, index) => (
            <Fragment key={need}>
              {index > 0 && ' or '}
              <code>{need}</code>
            </Fragment>
          ))}
        </>
      )}
    </p>
  );
}

const credentialWords: Readonly<Record<string, string>> = {
  token: 'a management token',
  session: 'a session of this portal',
  key: 'an API key',
};
