/** The fields of a body: name, type, what it keeps to, and those inside when they are asked for. */
import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { schemaName, type Json, type OpenApiDocument, type Schema } from './document.ts';
import { Prose } from './Prose.tsx';
import {
  constraints,
  descriptionOf,
  fieldsOf,
  possibleValues,
  typeText,
  variantsOf,
  type Field,
} from './schemaText.ts';
import styles from './SchemaFields.module.css';

interface Props {
  readonly document: OpenApiDocument;
  readonly schema: Schema;
  /** Of what we give: there a field that may be missing is what is worth a word. */
  readonly isAnswer?: boolean;
}

export function SchemaFields({ document, schema, isAnswer = false }: Props) {
  const variants = variantsOf(document, schema);
  if (variants.length > 0) return <Variants document={document} variants={variants} isAnswer={isAnswer} />;
  const fields = fieldsOf(document, schema);
  if (fields.length === 0) {
    return (
      <p className={styles.plain}>
        <span className={styles.type}>{typeText(document, schema)}</span>
      </p>
    );
  }
  return (
    <ul className={styles.fields}>
      {fields.map((field) => (
        <FieldRow key={field.name} document={document} field={field} isAnswer={isAnswer} />
      ))}
    </ul>
  );
}

function FieldRow({
  document,
  field,
  isAnswer,
}: {
  readonly document: OpenApiDocument;
  readonly field: Field;
  readonly isAnswer: boolean;
}) {
  const { name, schema, isRequired } = field;
  const hasInside = fieldsOf(document, schema).length > 0 || variantsOf(document, schema).length > 0;
  return (
    <li className={styles.field}>
      <Line document={document} name={name} schema={schema} isRequired={isRequired} isAnswer={isAnswer} />
      {hasInside && <Inside document={document} schema={schema} isAnswer={isAnswer} />}
    </li>
  );
}

/** What is said of a field or a parameter. */
export function Line({
  document,
  name,
  schema,
  isRequired,
  isAnswer = false,
  description = descriptionOf(document, schema),
}: Props & {
  readonly name: string;
  readonly isRequired: boolean;
  readonly description?: string | undefined;
}) {
  const limits = constraints(document, schema);
  return (
    <>
      <div className={styles.head}>
        <code className={styles.name}>{name}</code>
        <span className={styles.type}>{typeText(document, schema)}</span>
        {isRequired && !isAnswer && <span className={styles.required}>required</span>}
        {!isRequired && isAnswer && <span className={styles.limit}>may be missing</span>}
        {limits.map((limit) => (
          <span key={limit} className={styles.limit}>
            {limit}
          </span>
        ))}
      </div>
      {description !== undefined && <Prose text={description} className={styles.description} />}
      <Values values={possibleValues(document, schema)} />
    </>
  );
}

function Values({ values }: { readonly values: readonly Json[] }) {
  if (values.length === 0) return null;
  return (
    <p className={styles.values}>
      <span className={styles.limit}>{values.length === 1 ? 'always' : 'one of'}</span>
      {values.map((value) => (
        <code key={valueText(value)}>{valueText(value)}</code>
      ))}
    </p>
  );
}

function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Rendered only when open: schemas may hold themselves. */
function Inside({ document, schema, isAnswer = false }: Props) {
  const [isOpen, setOpen] = useState(false);
  const count = fieldsOf(document, schema).length;
  return (
    <details className={styles.inside} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        {count === 0 ? 'Its forms' : `${count} ${count === 1 ? 'field' : 'fields'} inside`}
      </summary>
      {isOpen && <SchemaFields document={document} schema={schema} isAnswer={isAnswer} />}
    </details>
  );
}

function Variants({
  document,
  variants,
  isAnswer,
}: {
  readonly document: OpenApiDocument;
  readonly variants: readonly Schema[];
  readonly isAnswer: boolean;
}) {
  return (
    <ul className={styles.fields}>
      {variants.map((variant, index) => (
        <li key={variantName(document, variant)} className={styles.field}>
          <div className={styles.head}>
            <span className={styles.type}>{index === 0 ? 'either' : 'or'}</span>
            <code className={styles.name}>{variantName(document, variant)}</code>
          </div>
          <Inside document={document} schema={variant} isAnswer={isAnswer} />
        </li>
      ))}
    </ul>
  );
}

/** By what sets it apart: its name, or the field that has one value only. */
function variantName(document: OpenApiDocument, variant: Schema): string {
  const name = schemaName(variant) ?? variant.title;
  if (name !== undefined) return name;
  for (const { name: field, schema } of fieldsOf(document, variant)) {
    if (schema.const !== undefined) return `${field}: ${JSON.stringify(schema.const)}`;
  }
  return typeText(document, variant);
}
