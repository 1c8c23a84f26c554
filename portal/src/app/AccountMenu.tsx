import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { ChevronsUpDown, LogOut } from 'lucide-react';
import { signOut, useSession } from '../api/session.ts';
import { classes } from '../components/classes.ts';
import list from '../components/listBox.module.css';
import { notify } from '../components/notifications.ts';
import styles from './AccountMenu.module.css';

const roleNames = { admin: 'Admin', viewer: 'Viewer', auditor: 'Auditor' } as const;

/** Who is signed in, for which merchant, as what; and the way out. */
export function AccountMenu() {
  const { actor, merchantId, role } = useSession();
  // The popover stays in the part of the page that it belongs to, and not at the end of the body, where it is in none.
  const [place, setPlace] = useState<HTMLDivElement | null>(null);
  return (
    <div ref={setPlace}>
      <DialogTrigger>
        <Button className={classes(styles.account)}>
          <span className={styles.initial} aria-hidden="true">
            {merchantId.replace(/^\W*/, '').charAt(0).toUpperCase()}
          </span>
          <span className={styles.texts}>
            <span className={styles.merchant}>{merchantId}</span>
            <span className={styles.person}>
              {actor} · {roleNames[role]}
            </span>
          </span>
          <ChevronsUpDown aria-hidden="true" />
        </Button>
        <Popover
          className={classes(list.popover, styles.popover)}
          placement="top start"
          UNSTABLE_portalContainer={place ?? undefined}
        >
          <Dialog className={list.list} aria-label="Account">
            <Button
              className={classes(list.item, styles.action)}
              onPress={() => {
                signOut().catch(() =>
                  notify('You are still signed in: signing out has failed. Try again.', 'danger'),
                );
              }}
            >
              <LogOut aria-hidden="true" />
              Sign out
            </Button>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}
