import { StrictMode, useState, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { NotificationCenter, useNotifications } from '../../react/index.js';

/** Another function in each rendering, as applications write them. */
const signIn = (): object => {
  const token = location.hash.slice(1);
  return token ? { token: () => token } : {};
};

function List(): ReactElement {
  const { notifications, unread, connection, markAllRead } = useNotifications(signIn());
  return (
    <section>
      <p>{`${unread} unread, ${connection}`}</p>
      <button onClick={() => void markAllRead()}>Read all</button>
      <ul>
        {notifications.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
    </section>
  );
}

function App(): ReactElement {
  const [last, setLast] = useState('none');
  const [route, setRoute] = useState('nowhere');
  return (
    <>
      <List />
      <p>{`last: ${last}`}</p>
      <p>{`routed to ${route}`}</p>
      <NotificationCenter
        {...signIn()}
        icon={({ type }) => (type === 'invoice' ? '/carillon/logo.svg' : undefined)}
        texts={{ markAllRead: 'Read them' }}
        badge="title"
        toasts="off"
        align="start"
        onNotification={({ title }) => setLast(title)}
        onRecall={(id) => setLast(`${id} is taken back`)}
        onUpdate={({ title }) => setLast(`now ${title}`)}
        onAction={({ actionUrl }) => {
          setRoute(actionUrl ?? '');
          return false;
        }}
      />
    </>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
