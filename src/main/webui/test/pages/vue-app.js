// Vue: `isCustomElement` tells the compiler, `.prop` sets a property.
import { createApp, ref } from 'vue/dist/vue.esm-bundler.js';

const App = {
  setup() {
    const unread = ref(0);
    const last = ref('none');
    return { unread, last, icon: ({ type }) => (type === 'invoice' ? '/carillon/logo.svg' : undefined) };
  },
  template: `
    <p>{{ unread }} unread, last: {{ last }}</p>
    <notification-center
      toasts="off"
      align="start"
      :icon.prop="icon"
      @carillon-unread="unread = $event.detail"
      @carillon-notification="last = $event.detail.title"
    ></notification-center>`,
};

const app = createApp(App);
app.config.compilerOptions.isCustomElement = (tag) => tag === 'notification-center';
app.mount('#root');
