// Angular: CUSTOM_ELEMENTS_SCHEMA lets the element be; brackets set a property. Without decorators, so that no compiler runs first.
import '@angular/compiler';
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

class App {
  unread = signal(0);
  last = signal('none');
  icon = ({ type }) => (type === 'invoice' ? '/carillon/logo.svg' : undefined);
}

const Root = Component({
  selector: '#root',
  standalone: true,
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p>{{ unread() }} unread, last: {{ last() }}</p>
    <notification-center
      toasts="off"
      align="start"
      [icon]="icon"
      (carillon-unread)="unread.set($event.detail)"
      (carillon-notification)="last.set($event.detail.title)"
    ></notification-center>`,
})(App);

await bootstrapApplication(Root ?? App, { providers: [provideZonelessChangeDetection()] });
