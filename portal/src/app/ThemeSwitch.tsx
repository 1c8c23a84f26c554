import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { Radio, RadioGroup } from 'react-aria-components';
import { classes } from '../components/classes.ts';
import { useTheme, type Theme } from './theme.ts';
import styles from './ThemeSwitch.module.css';

const themes: readonly (readonly [Theme, string, LucideIcon])[] = [
  ['system', 'As the system has it', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
];

export function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  return (
    <RadioGroup
      aria-label="Theme"
      orientation="horizontal"
      value={theme}
      onChange={(value) => setTheme(themes.find(([name]) => name === value)?.[0] ?? 'system')}
      className={classes(styles.switch)}
    >
      {themes.map(([name, label, Icon]) => (
        <Radio key={name} value={name} aria-label={label} className={classes(styles.choice)}>
          <Icon aria-hidden="true" />
        </Radio>
      ))}
    </RadioGroup>
  );
}
