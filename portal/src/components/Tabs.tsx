import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './Tabs.module.css';

export interface TabItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps {
  /** What the tabs choose between. */
  readonly 'aria-label': string;
  readonly items: readonly TabItem[];
  readonly selectedKey?: string;
  readonly defaultSelectedKey?: string;
  readonly onSelectionChange?: (id: string) => void;
  readonly className?: string | undefined;
}

/** Several views of one thing, of which one is seen. */
export function Tabs({ items, onSelectionChange, className, ...props }: TabsProps) {
  return (
    <AriaTabs
      {...props}
      {...(onSelectionChange !== undefined && {
        onSelectionChange: (key: string | number) => onSelectionChange(String(key)),
      })}
      className={classes(styles.tabs, className)}
    >
      <TabList aria-label={props['aria-label']} className={classes(styles.list)}>
        {items.map(({ id, label }) => (
          <Tab key={id} id={id} className={classes(styles.tab)}>
            {label}
          </Tab>
        ))}
      </TabList>
      {items.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={classes(styles.panel)}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
