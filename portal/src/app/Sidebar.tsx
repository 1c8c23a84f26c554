import { Link, NavLink } from 'react-router';
import { BookOpen, KeyRound, ScrollText, Webhook, type LucideIcon } from 'lucide-react';
import { classes } from '../components/classes.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { Brand } from './Brand.tsx';
import styles from './Sidebar.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
}

const places: readonly Place[] = [
  { to: '/keys', label: 'API keys', icon: KeyRound },
  { to: '/audit', label: 'Audit log', icon: ScrollText },
  { to: '/webhooks', label: 'Webhooks', icon: Webhook },
  { to: '/docs', label: 'API reference', icon: BookOpen },
];

/** Where one can go, who one is. On a phone it is the sheet's content; `onLeave` then closes it. */
export function Sidebar({ onLeave }: { readonly onLeave?: () => void }) {
  return (
    <div className={styles.sidebar}>
      <Link to="/keys" className={styles.home} aria-label="Keyledger, to the API keys" onClick={onLeave}>
        <Brand />
      </Link>
      <nav aria-label="Pages">
        <ul className={styles.places}>
          {places.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <NavLink
                to={to}
                onClick={onLeave}
                className={({ isActive }) => classes(styles.place, isActive && styles.here)}
              >
                <Icon aria-hidden="true" />
                {label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.foot}>
        <ThemeSwitch />
        <AccountMenu />
      </div>
    </div>
  );
}
