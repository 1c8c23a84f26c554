/**
 * Descriptions of the API: paragraphs and lists with `code`, **weight** and links, as nodes and never as HTML. Whatever
 * else Markdown knows stays the text that it is.
 */
import { Fragment, type ReactNode } from 'react';
import styles from './Prose.module.css';

export function Prose({
  text,
  className,
}: {
  readonly text: string;
  readonly className?: string | undefined;
}) {
  return (
    <div className={`${styles.prose} ${className ?? ''}`}>
      {text.split(/\n{2,}/).map((block, index) => (
        <Block key={index} block={block.trim()} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: string }) {
  const lines = block.split('\n');
  if (lines.every((line) => line.startsWith('- '))) {
    return (
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <Words text={line.slice(2)} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p>
      <Words text={block} />
    </p>
  );
}

/** One line of such a text, to stand inside something else. */
export function Words({ text }: { readonly text: string }): ReactNode {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\((?:https?:\/\/|\/|#)[^)\s]+\))/);
  return parts.map((part, index) => <Fragment key={index}>{word(part)}</Fragment>);
}

function word(part: string): ReactNode {
  if (part.startsWith('`') && part.endsWith('`') && part.length > 2) return <code>{part.slice(1, -1)}</code>;
  if (part.startsWith('**') && part.endsWith('**') && part.length > 4)
    return <strong>{part.slice(2, -2)}</strong>;
  const [, label, href] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part) ?? [];
  return label === undefined ? part : <a href={href}>{label}</a>;
}
