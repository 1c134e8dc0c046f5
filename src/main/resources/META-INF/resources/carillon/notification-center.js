var z=globalThis,D=z.ShadowRoot&&(z.ShadyCSS===void 0||z.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ie=Symbol(),me=new WeakMap,N=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==ie)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(D&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=me.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&me.set(t,e))}return e}toString(){return this.cssText}},fe=i=>new N(typeof i=="string"?i:i+"",void 0,ie),$=(i,...e)=>{let t=i.length===1?i[0]:e.reduce((n,o,r)=>n+(s=>{if(s._$cssResult$===!0)return s.cssText;if(typeof s=="number")return s;throw Error("Value passed to 'css' function must be a 'css' function result: "+s+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(o)+i[r+1],i[0]);return new N(t,i,ie)},ge=(i,e)=>{if(D)i.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let n=document.createElement("style"),o=z.litNonce;o!==void 0&&n.setAttribute("nonce",o),n.textContent=t.cssText,i.appendChild(n)}},ne=D?i=>i:i=>i instanceof CSSStyleSheet?(e=>{let t="";for(let n of e.cssRules)t+=n.cssText;return fe(t)})(i):i;var{is:rt,defineProperty:st,getOwnPropertyDescriptor:at,getOwnPropertyNames:lt,getOwnPropertySymbols:ct,getPrototypeOf:dt}=Object,F=globalThis,ve=F.trustedTypes,ht=ve?ve.emptyScript:"",pt=F.reactiveElementPolyfillSupport,P=(i,e)=>i,oe={toAttribute(i,e){switch(e){case Boolean:i=i?ht:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,e){let t=i;switch(e){case Boolean:t=i!==null;break;case Number:t=i===null?null:Number(i);break;case Object:case Array:try{t=JSON.parse(i)}catch{t=null}}return t}},be=(i,e)=>!rt(i,e),$e={attribute:!0,type:String,converter:oe,reflect:!1,useDefault:!1,hasChanged:be};Symbol.metadata??=Symbol("metadata"),F.litPropertyMetadata??=new WeakMap;var b=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=$e){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),o=this.getPropertyDescriptor(e,n,t);o!==void 0&&st(this.prototype,e,o)}}static getPropertyDescriptor(e,t,n){let{get:o,set:r}=at(this.prototype,e)??{get(){return this[t]},set(s){this[t]=s}};return{get:o,set(s){let l=o?.call(this);r?.call(this,s),this.requestUpdate(e,l,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??$e}static _$Ei(){if(this.hasOwnProperty(P("elementProperties")))return;let e=dt(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(P("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(P("properties"))){let t=this.properties,n=[...lt(t),...ct(t)];for(let o of n)this.createProperty(o,t[o])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[n,o]of t)this.elementProperties.set(n,o)}this._$Eh=new Map;for(let[t,n]of this.elementProperties){let o=this._$Eu(t,n);o!==void 0&&this._$Eh.set(o,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let o of n)t.unshift(ne(o))}else e!==void 0&&t.push(ne(e));return t}static _$Eu(e,t){let n=t.attribute;return n===!1?void 0:typeof n=="string"?n:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ge(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),o=this.constructor._$Eu(e,n);if(o!==void 0&&n.reflect===!0){let r=(n.converter?.toAttribute!==void 0?n.converter:oe).toAttribute(t,n.type);this._$Em=e,r==null?this.removeAttribute(o):this.setAttribute(o,r),this._$Em=null}}_$AK(e,t){let n=this.constructor,o=n._$Eh.get(e);if(o!==void 0&&this._$Em!==o){let r=n.getPropertyOptions(o),s=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:oe;this._$Em=o;let l=s.fromAttribute(t,r.type);this[o]=l??this._$Ej?.get(o)??l,this._$Em=null}}requestUpdate(e,t,n,o=!1,r){if(e!==void 0){let s=this.constructor;if(o===!1&&(r=this[e]),n??=s.getPropertyOptions(e),!((n.hasChanged??be)(r,t)||n.useDefault&&n.reflect&&r===this._$Ej?.get(e)&&!this.hasAttribute(s._$Eu(e,n))))return;this.C(e,t,n)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:o,wrapped:r},s){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,s??t??this[e]),r!==!0||s!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),o===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[o,r]of this._$Ep)this[o]=r;this._$Ep=void 0}let n=this.constructor.elementProperties;if(n.size>0)for(let[o,r]of n){let{wrapped:s}=r,l=this[o];s!==!0||this._$AL.has(o)||l===void 0||this.C(o,void 0,r,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(n=>n.hostUpdate?.()),this.update(t)):this._$EM()}catch(n){throw e=!1,this._$EM(),n}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};b.elementStyles=[],b.shadowRootOptions={mode:"open"},b[P("elementProperties")]=new Map,b[P("finalized")]=new Map,pt?.({ReactiveElement:b}),(F.reactiveElementVersions??=[]).push("2.1.2");var se=globalThis,ye=i=>i,B=se.trustedTypes,_e=B?B.createPolicy("lit-html",{createHTML:i=>i}):void 0,ae="$lit$",y=`lit$${Math.random().toFixed(9).slice(2)}$`,le="?"+y,ut=`<${le}>`,E=document,H=()=>E.createComment(""),L=i=>i===null||typeof i!="object"&&typeof i!="function",ce=Array.isArray,ke=i=>ce(i)||typeof i?.[Symbol.iterator]=="function",re=`[ 	
\f\r]`,I=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ae=/-->/g,xe=/>/g,w=RegExp(`>|${re}(?:([^\\s"'>=/]+)(${re}*=${re}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),we=/'/g,Se=/"/g,Ce=/^(?:script|style|textarea|title)$/i,de=i=>(e,...t)=>({_$litType$:i,strings:e,values:t}),u=de(1),R=de(2),Ht=de(3),_=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Ee=new WeakMap,S=E.createTreeWalker(E,129);function Te(i,e){if(!ce(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return _e!==void 0?_e.createHTML(e):e}var Re=(i,e)=>{let t=i.length-1,n=[],o,r=e===2?"<svg>":e===3?"<math>":"",s=I;for(let l=0;l<t;l++){let a=i[l],h,f,c=-1,m=0;for(;m<a.length&&(s.lastIndex=m,f=s.exec(a),f!==null);)m=s.lastIndex,s===I?f[1]==="!--"?s=Ae:f[1]!==void 0?s=xe:f[2]!==void 0?(Ce.test(f[2])&&(o=RegExp("</"+f[2],"g")),s=w):f[3]!==void 0&&(s=w):s===w?f[0]===">"?(s=o??I,c=-1):f[1]===void 0?c=-2:(c=s.lastIndex-f[2].length,h=f[1],s=f[3]===void 0?w:f[3]==='"'?Se:we):s===Se||s===we?s=w:s===Ae||s===xe?s=I:(s=w,o=void 0);let p=s===w&&i[l+1].startsWith("/>")?" ":"";r+=s===I?a+ut:c>=0?(n.push(h),a.slice(0,c)+ae+a.slice(c)+y+p):a+y+(c===-2?l:p)}return[Te(i,r+(i[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),n]},U=class i{constructor({strings:e,_$litType$:t},n){let o;this.parts=[];let r=0,s=0,l=e.length-1,a=this.parts,[h,f]=Re(e,t);if(this.el=i.createElement(h,n),S.currentNode=this.el.content,t===2||t===3){let c=this.el.content.firstChild;c.replaceWith(...c.childNodes)}for(;(o=S.nextNode())!==null&&a.length<l;){if(o.nodeType===1){if(o.hasAttributes())for(let c of o.getAttributeNames())if(c.endsWith(ae)){let m=f[s++],p=o.getAttribute(c).split(y),g=/([.?@])?(.*)/.exec(m);a.push({type:1,index:r,name:g[2],strings:p,ctor:g[1]==="."?V:g[1]==="?"?q:g[1]==="@"?K:C}),o.removeAttribute(c)}else c.startsWith(y)&&(a.push({type:6,index:r}),o.removeAttribute(c));if(Ce.test(o.tagName)){let c=o.textContent.split(y),m=c.length-1;if(m>0){o.textContent=B?B.emptyScript:"";for(let p=0;p<m;p++)o.append(c[p],H()),S.nextNode(),a.push({type:2,index:++r});o.append(c[m],H())}}}else if(o.nodeType===8)if(o.data===le)a.push({type:2,index:r});else{let c=-1;for(;(c=o.data.indexOf(y,c+1))!==-1;)a.push({type:7,index:r}),c+=y.length-1}r++}}static createElement(e,t){let n=E.createElement("template");return n.innerHTML=e,n}};function k(i,e,t=i,n){if(e===_)return e;let o=n!==void 0?t._$Co?.[n]:t._$Cl,r=L(e)?void 0:e._$litDirective$;return o?.constructor!==r&&(o?._$AO?.(!1),r===void 0?o=void 0:(o=new r(i),o._$AT(i,t,n)),n!==void 0?(t._$Co??=[])[n]=o:t._$Cl=o),o!==void 0&&(e=k(i,o._$AS(i,e.values),o,n)),e}var j=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,o=(e?.creationScope??E).importNode(t,!0);S.currentNode=o;let r=S.nextNode(),s=0,l=0,a=n[0];for(;a!==void 0;){if(s===a.index){let h;a.type===2?h=new T(r,r.nextSibling,this,e):a.type===1?h=new a.ctor(r,a.name,a.strings,this,e):a.type===6&&(h=new W(r,this,e)),this._$AV.push(h),a=n[++l]}s!==a?.index&&(r=S.nextNode(),s++)}return S.currentNode=E,o}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings!==void 0?(n._$AI(e,n,t),t+=n.strings.length-2):n._$AI(e[t])),t++}},T=class i{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,o){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=o,this._$Cv=o?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=k(this,e,t),L(e)?e===d||e==null||e===""?(this._$AH!==d&&this._$AR(),this._$AH=d):e!==this._$AH&&e!==_&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):ke(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==d&&L(this._$AH)?this._$AA.nextSibling.data=e:this.T(E.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,o=typeof n=="number"?this._$AC(e):(n.el===void 0&&(n.el=U.createElement(Te(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===o)this._$AH.p(t);else{let r=new j(o,this),s=r.u(this.options);r.p(t),this.T(s),this._$AH=r}}_$AC(e){let t=Ee.get(e.strings);return t===void 0&&Ee.set(e.strings,t=new U(e)),t}k(e){ce(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,n,o=0;for(let r of e)o===t.length?t.push(n=new i(this.O(H()),this.O(H()),this,this.options)):n=t[o],n._$AI(r),o++;o<t.length&&(this._$AR(n&&n._$AB.nextSibling,o),t.length=o)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let n=ye(e).nextSibling;ye(e).remove(),e=n}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},C=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,o,r){this.type=1,this._$AH=d,this._$AN=void 0,this.element=e,this.name=t,this._$AM=o,this.options=r,n.length>2||n[0]!==""||n[1]!==""?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=d}_$AI(e,t=this,n,o){let r=this.strings,s=!1;if(r===void 0)e=k(this,e,t,0),s=!L(e)||e!==this._$AH&&e!==_,s&&(this._$AH=e);else{let l=e,a,h;for(e=r[0],a=0;a<r.length-1;a++)h=k(this,l[n+a],t,a),h===_&&(h=this._$AH[a]),s||=!L(h)||h!==this._$AH[a],h===d?e=d:e!==d&&(e+=(h??"")+r[a+1]),this._$AH[a]=h}s&&!o&&this.j(e)}j(e){e===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},V=class extends C{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===d?void 0:e}},q=class extends C{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==d)}},K=class extends C{constructor(e,t,n,o,r){super(e,t,n,o,r),this.type=5}_$AI(e,t=this){if((e=k(this,e,t,0)??d)===_)return;let n=this._$AH,o=e===d&&n!==d||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,r=e!==d&&(n===d||o);o&&this.element.removeEventListener(this.name,this,n),r&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},W=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){k(this,e)}},Me={M:ae,P:y,A:le,C:1,L:Re,R:j,D:ke,V:k,I:T,H:C,N:q,U:K,B:V,F:W},mt=se.litHtmlPolyfillSupport;mt?.(U,T),(se.litHtmlVersions??=[]).push("3.3.3");var Ne=(i,e,t)=>{let n=t?.renderBefore??e,o=n._$litPart$;if(o===void 0){let r=t?.renderBefore??null;n._$litPart$=o=new T(e.insertBefore(H(),r),r,void 0,t??{})}return o._$AI(i),o};var he=globalThis,A=class extends b{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Ne(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return _}};A._$litElement$=!0,A.finalized=!0,he.litElementHydrateSupport?.({LitElement:A});var ft=he.litElementPolyfillSupport;ft?.({LitElement:A});(he.litElementVersions??=[]).push("4.2.2");var O=i=>u`
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.8"
    stroke-linecap="round" stroke-linejoin="round">${i}</svg>`,G=O(R`
  <path d="M12 3.2a6 6 0 0 0-6 6c0 5.6-2.2 7-2.2 7h16.4s-2.2-1.4-2.2-7a6 6 0 0 0-6-6Z" />
  <path d="M9.9 19.6a2.4 2.4 0 0 0 4.2 0" />`),Pe=O(R`<path d="m5 12.6 4.6 4.6L19 7.4" />`),Ie=O(R`<circle cx="12" cy="12" r="4" fill="currentColor" />`),He=O(R`
  <path d="M4 8.5h16V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19ZM3 4.5h18v4H3ZM10 12.5h4" />`),Le=O(R`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />`);import{Inbox as gt}from"./inbox.js";var vt=1500,Z=class{constructor(e,t,n){this.host=e;this.onNotification=t;this.onEmptied=n;e.addController(this)}host;onNotification;onEmptied;#e;#o;#r=0;#i="connecting";#t="connecting";#n;get inbox(){return this.#e}get unread(){return this.#r}get connection(){return this.#t}connect(e){this.#o=e,this.host.isConnected&&this.hostConnected()}hostConnected(){if(!this.#o)return;this.hostDisconnected();let e=new gt({...this.#o,onNotification:t=>this.onNotification(t),onEmptied:()=>this.onEmptied()});this.#e=e,e.subscribe(()=>this.#a(e)),this.#a(e)}hostDisconnected(){clearTimeout(this.#n),this.#e?.close(),this.#e=void 0}#a(e){let{unread:t,connection:n}=e.state;t!==this.#r&&(this.#r=t,this.#c("carillon-unread",t)),n!==this.#i&&(this.#i=n,this.host.dataset.state=n,this.#c("carillon-state",n),clearTimeout(this.#n),this.#n=setTimeout(()=>this.#l(n),n==="live"?0:vt)),this.host.requestUpdate()}#l(e){this.#t=e,this.host.requestUpdate()}#c(e,t){this.host.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}};var Ue=$`
  article {
    position: relative;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.1rem 0.75rem;
    padding: 0.8rem 1rem 0.8rem 1.75rem;
    border-block-end: 1px solid var(--_border);
  }
  article:focus-visible {
    outline-offset: -3px;
  }
  article:hover {
    background: color-mix(in srgb, var(--_raised) 60%, transparent);
  }
  .unread {
    background: color-mix(in srgb, var(--_accent) 6%, transparent);
  }
  .unread::before {
    content: '';
    position: absolute;
    inset-block-start: 1.25rem;
    inset-inline-start: 0.75rem;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--_accent);
  }
  h3 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .unread h3 {
    font-weight: 650;
  }
  article p {
    grid-column: 1;
    margin: 0;
    color: var(--_muted);
    overflow-wrap: anywhere;
    white-space: pre-line;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    overflow: hidden;
  }
  /* Who is at a notification wants all of it. */
  article:focus-within p {
    -webkit-line-clamp: none;
  }
  .meta {
    grid-column: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.2rem 0.75rem;
    margin-block-start: 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .kind {
    padding: 0 0.45rem;
    border: 1px solid var(--_border);
    border-radius: 6px;
    overflow-wrap: anywhere;
  }
  .action {
    color: var(--_accent);
    font-weight: 600;
    border-radius: 4px;
  }
  .tools {
    grid-column: 2;
    grid-row: 1 / span 3;
    display: flex;
    gap: 0.1rem;
    align-self: start;
  }
  .tools button {
    padding: 0.3rem;
    color: var(--_muted);
  }
  .tools button:hover {
    color: var(--_text);
  }
`,Oe=$`
  .toasts {
    position: fixed;
    z-index: calc(var(--carillon-z-index, 1000) + 1);
    inset-block-end: 1rem;
    inset-inline-end: 1rem;
    display: grid;
    gap: 0.6rem;
    width: min(22rem, calc(100vw - 2rem));
  }
  .toast {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.1rem 0.5rem;
    padding: 0.8rem 0.6rem 0.8rem 1rem;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-inline-start: 4px solid var(--_accent);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
  }
  .toast strong,
  .toast p {
    grid-column: 1;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .toast p {
    color: var(--_muted);
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .toast .action {
    justify-self: start;
    font-size: 0.875rem;
  }
  .toast button {
    grid-area: 1 / 2 / span 2;
    align-self: start;
    padding: 0.3rem;
    color: var(--_muted);
  }
  @media (prefers-reduced-motion: no-preference) {
    .toast {
      animation: arrive 0.22s ease-out;
    }
  }
  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 0.75rem;
    }
  }
`;var $t={ArrowDown:i=>i+1,PageDown:i=>i+1,ArrowUp:i=>i-1,PageUp:i=>i-1,Home:()=>0,End:(i,e)=>e};function ze(i){let e=$t[i.key],t=[...i.currentTarget.querySelectorAll("article")],n=t.findIndex(o=>o.contains(i.target));e&&n>=0&&!i.altKey&&!i.ctrlKey&&!i.metaKey&&(i.preventDefault(),t[e(n,t.length-1)]?.focus())}function De(i){return i.nextElementSibling??i.previousElementSibling??void 0}function Fe(i,e,t){if(!i)return;let n;try{n=new URL(i,t)}catch{return}let o=n.protocol==="https:"||n.protocol==="http:",r=n.origin===new URL(t).origin||e.includes("*")||e.includes(n.origin);return o&&r&&!n.username&&!n.password?n.href:void 0}var Be={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},je=i=>(...e)=>({_$litDirective$:i,values:e}),J=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var{I:bt}=Me,Ve=i=>i;var qe=()=>document.createComment(""),M=(i,e,t)=>{let n=i._$AA.parentNode,o=e===void 0?i._$AB:e._$AA;if(t===void 0){let r=n.insertBefore(qe(),o),s=n.insertBefore(qe(),o);t=new bt(r,s,i,i.options)}else{let r=t._$AB.nextSibling,s=t._$AM,l=s!==i;if(l){let a;t._$AQ?.(i),t._$AM=i,t._$AP!==void 0&&(a=i._$AU)!==s._$AU&&t._$AP(a)}if(r!==o||l){let a=t._$AA;for(;a!==r;){let h=Ve(a).nextSibling;Ve(n).insertBefore(a,o),a=h}}}return t},x=(i,e,t=i)=>(i._$AI(e,t),i),yt={},Ke=(i,e=yt)=>i._$AH=e,We=i=>i._$AH,Q=i=>{i._$AR(),i._$AA.remove()};var Ge=(i,e,t)=>{let n=new Map;for(let o=e;o<=t;o++)n.set(i[o],o);return n},X=je(class extends J{constructor(i){if(super(i),i.type!==Be.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,e,t){let n;t===void 0?t=e:e!==void 0&&(n=e);let o=[],r=[],s=0;for(let l of i)o[s]=n?n(l,s):s,r[s]=t(l,s),s++;return{values:r,keys:o}}render(i,e,t){return this.dt(i,e,t).values}update(i,[e,t,n]){let o=We(i),{values:r,keys:s}=this.dt(e,t,n);if(!Array.isArray(o))return this.ut=s,r;let l=this.ut??=[],a=[],h,f,c=0,m=o.length-1,p=0,g=r.length-1;for(;c<=m&&p<=g;)if(o[c]===null)c++;else if(o[m]===null)m--;else if(l[c]===s[p])a[p]=x(o[c],r[p]),c++,p++;else if(l[m]===s[g])a[g]=x(o[m],r[g]),m--,g--;else if(l[c]===s[g])a[g]=x(o[c],r[g]),M(i,a[g+1],o[c]),c++,g--;else if(l[m]===s[p])a[p]=x(o[m],r[p]),M(i,o[c],o[m]),m--,p++;else if(h===void 0&&(h=Ge(s,p,g),f=Ge(l,c,m)),h.has(l[c]))if(h.has(l[m])){let v=f.get(s[p]),te=v!==void 0?o[v]:null;if(te===null){let ue=M(i,o[c]);x(ue,r[p]),a[p]=ue}else a[p]=x(te,r[p]),M(i,o[c],te),o[v]=null;p++}else Q(o[m]),m--;else Q(o[c]),c++;for(;p<=g;){let v=M(i,a[g+1]);x(v,r[p]),a[p++]=v}for(;c<=m;){let v=o[c++];v!==null&&Q(v)}return this.ut=s,Ke(i,a),_}});var _t=[["year",31536e3],["month",2592e3],["week",604800],["day",86400],["hour",3600],["minute",60]];function Ze(i,e,t){let n=Math.min(0,(Date.parse(i)-e)/1e3);if(Number.isNaN(n))return"";let o=new Intl.RelativeTimeFormat(t,{numeric:"auto"}),[r,s]=_t.find(([,l])=>-n>=l)??["second",0];return s?o.format(Math.trunc(n/s),r):o.format(0,"second")}function Je(i,e){let t=Date.parse(i);return Number.isNaN(t)?"":new Intl.DateTimeFormat(e,{dateStyle:"full",timeStyle:"short"}).format(t)}function Qe(i,e){let{id:t,title:n,message:o,isRead:r,createdAt:s,type:l}=i,{texts:a,locale:h}=e;return u`
    <article
      class=${r?"read":"unread"}
      tabindex="0"
      aria-labelledby="title-${t}"
      aria-describedby="message-${t}"
      aria-posinset=${e.position}
      aria-setsize=${e.setSize}
      data-testid="notification"
      data-id=${t}
      data-read=${String(r)}
    >
      <h3 id="title-${t}">${r?d:u`<span class="hidden-text">${a.unread}: </span>`}${n}</h3>
      <p id="message-${t}">${o}</p>
      <div class="meta">
        <time datetime=${s} title=${Je(s,h)}
          >${Ze(s,e.now,h)}</time
        >
        <span class="kind">${l}</span>
        ${pe(i,e)}
      </div>
      <div class="tools">
        <button
          type="button"
          data-testid=${r?"mark-unread":"mark-read"}
          title=${r?a.markUnread(n):a.markRead(n)}
          aria-label=${r?a.markUnread(n):a.markRead(n)}
          @click=${()=>e.onRead(i,!r)}
        >
          ${r?Ie:Pe}
        </button>
        <button
          type="button"
          data-testid="archive"
          title=${a.archive(n)}
          aria-label=${a.archive(n)}
          @click=${()=>e.onArchive(i)}
        >
          ${He}
        </button>
      </div>
    </article>
  `}function pe(i,{link:e,onFollow:t,texts:n}){let o=e(i);return o?u`<a
    class="action"
    data-testid="action"
    href=${o}
    rel="noopener noreferrer"
    @click=${r=>t(r,i)}
    >${n.open}<span class="hidden-text">: ${i.title}</span></a
  >`:d}function Xe(i){let{texts:e,inbox:t}=i;return u`
    <div
      id="panel"
      class="panel ${i.inline?"":"floating"}"
      role=${i.inline?"region":"dialog"}
      aria-labelledby="heading"
      tabindex="-1"
      data-testid="panel"
    >
      <div class="header">
        <h2 id="heading">${e.notifications}</h2>
        ${i.inline&&t.unread?u`<span class="count" data-testid="count">${t.unread}</span>`:d}
        <span
          class="connection"
          data-testid="connection"
          data-state=${i.connection}
          title=${e.connectionHelp[i.connection]}
          >${e.connection[i.connection]}</span
        >
        <button
          type="button"
          class="all-read"
          data-testid="mark-all-read"
          ?disabled=${!t.unread}
          @click=${()=>i.onMarkAllRead()}
        >
          ${e.markAllRead}
        </button>
      </div>
      ${At(i)} ${xt(i)}
      <div class="scroll">${wt(i)}</div>
    </div>
  `}function At({texts:i,inbox:e,onFilter:t}){let{filter:n,types:o}=e,r=(l,a)=>u`
    <button
      type="button"
      data-testid=${a?"filter-unread":"filter-all"}
      aria-pressed=${String(!!n.unread===a)}
      @click=${()=>t({...n,unread:a})}
    >
      ${l}
    </button>
  `,s=l=>{let{type:a,...h}=n,f=l.target.value;t(f?{...h,type:f}:h)};return u`
    <div class="toolbar">
      <div class="choice" role="group" aria-label=${i.show}>${r(i.all,!1)}${r(i.unread,!0)}</div>
      <select data-testid="filter-type" aria-label=${i.type} @change=${s}>
        <option value="" ?selected=${!n.type}>${i.allTypes}</option>
        ${o.map(l=>u`<option value=${l} ?selected=${n.type===l}>${l}</option>`)}
      </select>
    </div>
  `}function xt({texts:i,inbox:e,connection:t,onRetry:n}){let o=t==="offline"||t==="signed-out"?i.connectionHelp[t]:e.error&&e.loaded?i[e.error==="load"?"loadFailed":"changeFailed"]:void 0;return o?u`<div class="bar" role="alert" data-testid="trouble">
        <span>${o}</span><button type="button" data-testid="retry" @click=${()=>n()}>${i.tryAgain}</button>
      </div>`:d}function wt(i){let{texts:e,inbox:t}=i,{notifications:n,hasMore:o}=t;return n.length?u`
    <div
      role="feed"
      aria-label=${e.notifications}
      aria-busy=${String(t.loading)}
      data-testid="feed"
      @keydown=${r=>i.onKey(r)}
    >
      ${X(n,({id:r})=>r,(r,s)=>Qe(r,{...i,position:s+1,setSize:o?-1:n.length}))}
    </div>
    ${o?u`<button
          type="button"
          class="more"
          data-testid="load-more"
          ?disabled=${t.loading}
          @click=${()=>i.onMore()}
        >
          ${t.loading?e.loading:e.loadMore}
        </button>`:d}
  `:St(i)}function St({texts:i,inbox:e,onRetry:t}){if(!e.loaded&&e.error)return u`<div class="notice" role="alert" data-testid="error">
      <strong>${i.loadFailed}</strong>
      <button type="button" data-testid="retry-load" @click=${()=>t()}>${i.tryAgain}</button>
    </div>`;if(!e.loaded)return u`<div class="notice" data-testid="loading">${i.loading}</div>`;let n=e.filter.unread||e.filter.type;return u`<div class="notice" data-testid="empty">
    ${G}<strong>${n?i.emptyFilter:i.empty}</strong>
    ${n?d:u`<span>${i.emptyHelp}</span>`}
  </div>`}var Ye=$`
  .panel {
    display: flex;
    flex-direction: column;
    width: min(var(--carillon-panel-width, 25rem), calc(100vw - 1.5rem));
    max-height: min(var(--carillon-panel-height, 36rem), calc(100dvh - 5rem));
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
    overflow: hidden;
    container-type: inline-size;
  }
  .floating {
    position: absolute;
    z-index: var(--carillon-z-index, 1000);
    inset-block-start: calc(100% + 0.5rem);
    inset-inline-end: 0;
  }
  :host([align='start']) .floating {
    inset-inline: 0 auto;
  }
  :host([inline]) .frame {
    height: var(--carillon-panel-height, 100%);
  }
  :host([inline]) .panel {
    width: 100%;
    height: 100%;
    max-height: none;
    border: 0;
    box-shadow: none;
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.6rem;
    padding: 0.85rem 1rem 0.5rem;
  }
  h2 {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 650;
  }
  .count {
    padding: 0 0.45rem;
    border-radius: 1rem;
    background: var(--_badge);
    color: var(--_on-badge);
    font-size: 0.8125rem;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .connection {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    padding: 0.05rem 0.55rem;
    border-radius: 1rem;
    background: var(--_raised);
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .connection::before {
    content: '';
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--_warning);
  }
  .connection[data-state='live']::before {
    background: var(--_live);
  }
  /* Where there is little room, the green dot says it; screen readers still hear the word. */
  @container (max-width: 24rem) {
    .connection[data-state='live'] {
      gap: 0;
      padding: 0.3rem;
      font-size: 0;
    }
    .connection[data-state='live']::before {
      width: 0.55rem;
      height: 0.55rem;
    }
  }
  .connection[data-state='signed-out']::before {
    background: var(--_badge);
  }
  .all-read {
    margin-inline-start: auto;
    color: var(--_accent);
    font-size: 0.875rem;
    font-weight: 550;
  }
  @container (max-width: 24rem) {
    .header {
      column-gap: 0.35rem;
    }
    h2 {
      font-size: 1rem;
    }
    .all-read {
      padding-inline: 0.2rem;
    }
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    justify-content: space-between;
    padding: 0 1rem 0.7rem;
    border-block-end: 1px solid var(--_border);
  }
  .choice {
    display: inline-flex;
    padding: 0.15rem;
    border-radius: 10px;
    background: var(--_raised);
    font-size: 0.875rem;
  }
  .choice button[aria-pressed='true'] {
    background: var(--_surface);
    box-shadow: 0 1px 3px rgb(10 12 40 / 0.18);
    font-weight: 550;
  }
  select {
    max-width: 11rem;
    padding: 0.3rem 0.5rem;
    border: 1px solid var(--_border);
    border-radius: 10px;
    background: var(--_surface);
    font-size: 0.875rem;
  }
  .scroll {
    overflow-y: auto;
    overscroll-behavior: contain;
    flex: 1;
    min-height: 6rem;
  }
  .notice {
    display: grid;
    gap: 0.25rem;
    justify-items: center;
    padding: 2.5rem 1.5rem;
    color: var(--_muted);
    text-align: center;
  }
  .notice svg {
    width: 2.5rem;
    height: 2.5rem;
    margin-block-end: 0.4rem;
  }
  .notice strong {
    color: var(--_text);
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
    padding: 0.5rem 1rem;
    background: color-mix(in srgb, var(--_warning) 14%, var(--_surface));
    font-size: 0.875rem;
  }
  .bar button,
  .notice button {
    color: var(--_accent);
    font-weight: 600;
  }
  .more {
    display: block;
    width: 100%;
    padding: 0.8rem;
    border-radius: 0;
    color: var(--_accent);
  }
`;var et=$`
  :host {
    color-scheme: light dark;
    --_accent: var(--carillon-accent, light-dark(#4338ca, #a5b4fc));
    --_on-accent: var(--carillon-on-accent, light-dark(#ffffff, #14143a));
    --_surface: var(--carillon-surface, light-dark(#ffffff, #17181f));
    --_raised: var(--carillon-raised, light-dark(#f5f5f8, #22242e));
    --_text: var(--carillon-text, light-dark(#191a23, #eeeef4));
    --_muted: var(--carillon-muted, light-dark(#5c5e6e, #a6a8ba));
    --_border: var(--carillon-border, light-dark(#e3e3ea, #31333f));
    --_badge: var(--carillon-badge, light-dark(#c8102e, #ff8a94));
    --_on-badge: var(--carillon-on-badge, light-dark(#ffffff, #2b0509));
    --_live: var(--carillon-live, light-dark(#12805c, #5fd6a7));
    --_warning: var(--carillon-warning, light-dark(#9a5b00, #f5c26b));
    --_radius: var(--carillon-radius, 14px);
    --_shadow: var(--carillon-shadow, 0 12px 40px rgb(10 12 40 / 0.18), 0 2px 8px rgb(10 12 40 / 0.08));
    position: relative;
    display: inline-block;
    font: var(--carillon-font, 400 0.9375rem/1.45 system-ui, 'Segoe UI', sans-serif);
    color: var(--_text);
    text-align: start;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([inline]) {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  select {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  button {
    background: none;
    border: 0;
    border-radius: 8px;
    padding: 0.3rem 0.55rem;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 10%, transparent);
  }
  button:disabled {
    color: var(--_muted);
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  svg {
    width: 1.25rem;
    height: 1.25rem;
    display: block;
  }
`,tt=$`
  .bell {
    position: relative;
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border-radius: 50%;
  }
  .bell svg {
    width: 1.5rem;
    height: 1.5rem;
  }
  .badge {
    position: absolute;
    inset-block-start: 0.1rem;
    inset-inline-start: 55%;
    min-width: 1.25rem;
    padding: 0 0.3rem;
    border-radius: 1rem;
    background: var(--_badge);
    color: var(--_on-badge);
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 1.25rem;
    text-align: center;
    font-variant-numeric: tabular-nums;
    box-shadow: 0 0 0 2px var(--_surface);
  }
  @media (prefers-reduced-motion: no-preference) {
    .bell.ringing svg {
      transform-origin: 50% 10%;
      animation: ring 0.7s ease-in-out;
    }
  }
  @keyframes ring {
    20% {
      rotate: 14deg;
    }
    40% {
      rotate: -12deg;
    }
    60% {
      rotate: 8deg;
    }
    80% {
      rotate: -5deg;
    }
  }
`;var Et={notifications:"Notifications",bell:i=>i?`Notifications, ${i} unread`:"Notifications, none unread",connection:{connecting:"Connecting","catching-up":"Catching up",live:"Live",offline:"Offline","signed-out":"Signed out"},connectionHelp:{connecting:"Connecting to the server.","catching-up":"Receiving what was missed.",live:"New notifications appear at once.",offline:"No live connection. New notifications appear later.","signed-out":"Sign in again to receive notifications."},all:"All",unread:"Unread",show:"Show",type:"Type",allTypes:"All types",markAllRead:"Mark all read",markRead:i=>`Mark as read: ${i}`,markUnread:i=>`Mark as unread: ${i}`,archive:i=>`Archive: ${i}`,open:"Open",newOne:i=>`New notification: ${i}`,dismiss:"Dismiss",empty:"All quiet",emptyHelp:"New notifications ring here.",emptyFilter:"Nothing matches this filter.",loading:"Loading\u2026",loadMore:"Load more",loadFailed:"Notifications could not be loaded.",changeFailed:"The change could not be saved.",tryAgain:"Try again",close:"Close"},kt={notifications:"Notifications",bell:i=>{let e=new Intl.PluralRules("fr").select(i)==="one"?"":"s";return i?`Notifications, ${i} non lue${e}`:"Notifications, aucune non lue"},connection:{connecting:"Connexion","catching-up":"Rattrapage",live:"En direct",offline:"Hors ligne","signed-out":"D\xE9connect\xE9"},connectionHelp:{connecting:"Connexion au serveur en cours.","catching-up":"R\xE9ception des notifications manqu\xE9es.",live:"Les nouvelles notifications apparaissent aussit\xF4t.",offline:"Pas de connexion en direct. Les nouvelles notifications appara\xEEtront plus tard.","signed-out":"Reconnectez-vous pour recevoir les notifications."},all:"Toutes",unread:"Non lues",show:"Afficher",type:"Type",allTypes:"Tous les types",markAllRead:"Tout marquer lu",markRead:i=>`Marquer comme lue : ${i}`,markUnread:i=>`Marquer comme non lue : ${i}`,archive:i=>`Archiver : ${i}`,open:"Ouvrir",newOne:i=>`Nouvelle notification : ${i}`,dismiss:"Fermer",empty:"Tout est calme",emptyHelp:"Les nouvelles notifications sonneront ici.",emptyFilter:"Rien ne correspond \xE0 ce filtre.",loading:"Chargement\u2026",loadMore:"Afficher plus",loadFailed:"Impossible de charger les notifications.",changeFailed:"La modification n'a pas \xE9t\xE9 enregistr\xE9e.",tryAgain:"R\xE9essayer",close:"Fermer"};function it(i){return i.toLowerCase().startsWith("fr")?kt:Et}function nt(i){try{return Intl.getCanonicalLocales(i||[])[0]??navigator.language}catch{return navigator.language}}var Ct=7e3,Tt=3,Y=class{constructor(e){this.host=e;e.addController(this)}host;#e=[];#o;hostDisconnected(){this.clear()}add(e){this.#i([...this.#e,e].slice(-Tt)),this.#n()}clear(){this.#t(),this.#i([])}render(e){if(!this.#e.length)return d;let{texts:t}=e;return u`
      <div
        class="toasts"
        role="group"
        aria-label=${t.notifications}
        @pointerenter=${()=>this.#t()}
        @pointerleave=${()=>this.#n()}
        @focusin=${()=>this.#t()}
        @focusout=${()=>this.#n()}
      >
        ${X(this.#e,({id:n})=>n,n=>u`
            <div class="toast" data-testid="toast" data-id=${n.id}>
              <strong>${n.title}</strong>
              <p>${n.message}</p>
              ${pe(n,e)}
              <button
                type="button"
                data-testid="dismiss"
                aria-label="${t.dismiss}: ${n.title}"
                @click=${()=>this.#r(n)}
              >
                ${Le}
              </button>
            </div>
          `)}
      </div>
    `}#r(e){this.#i(this.#e.filter(t=>t!==e))}#i(e){this.#e=e,this.host.requestUpdate()}#t(){clearTimeout(this.#o)}#n(){this.#t(),this.#o=setTimeout(()=>this.clear(),Ct)}};var Rt=3e4,ot=8,ee=class extends A{static styles=[et,tt,Ye,Ue,Oe];static properties={url:{},types:{},scope:{},locale:{},theme:{reflect:!0},align:{reflect:!0},toasts:{},linkOrigins:{attribute:"link-origins"},pageSize:{attribute:"page-size",type:Number},inline:{type:Boolean,reflect:!0},open:{type:Boolean,reflect:!0}};#e;#o="";#r=!1;#i=new Z(this,e=>this.#m(e),()=>this.#f());#t=new Y(this);#n=new IntersectionObserver(e=>{e.some(({isIntersecting:t})=>t)&&!this.inbox?.state.error&&this.inbox?.loadMore()});#a=e=>{this.open&&=e.composedPath().includes(this)};#l=()=>{let e=this.inline?void 0:this.#s("#panel");if(e){e.style.translate="";let{left:t,right:n}=e.getBoundingClientRect(),o=Math.max(ot-t,Math.min(0,document.documentElement.clientWidth-ot-n));e.style.translate=o?`${o}px`:""}};constructor(){super(),this.url="/api/notifications",this.types="",this.scope="",this.linkOrigins="",this.pageSize=20,this.inline=!1,this.open=!1}get inbox(){return this.#i.inbox}connectedCallback(){super.connectedCallback(),this.dataset.testid??="notification-center",document.addEventListener("pointerdown",this.#a),window.addEventListener("resize",this.#l),this.#e=setInterval(()=>this.requestUpdate(),Rt)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("pointerdown",this.#a),window.removeEventListener("resize",this.#l),clearInterval(this.#e),this.#n.disconnect()}willUpdate(e){if(["url","types","scope","pageSize"].some(t=>e.has(t))){let t=this.types.split(",").map(s=>s.trim()),{url:n,scope:o,pageSize:r}=this;this.#i.connect({url:n,scope:o,pageSize:r,types:t.filter(Boolean)})}this.open&&this.#t.clear()}updated(e){this.#l(),e.has("open")&&this.open&&!this.inline&&this.#s("#panel")?.focus(),this.#n.disconnect();let t=this.#s(".more:not(:disabled)");t&&this.#n.observe(t)}render(){return u`
      ${this.inline?d:this.#c()} ${this.open||this.inline?this.#u():d}
      ${this.#t.render(this.#h())}
      <div class="hidden-text" role="status" data-testid="announcement">${this.#o}</div>
    `}#c(){let{locale:e,texts:t}=this.#d(),{unread:n}=this.#i,o=new Intl.NumberFormat(e).format(n);return u`
      <button
        type="button"
        class="bell ${this.#r?"ringing":""}"
        data-testid="bell"
        aria-label=${t.bell(n)}
        aria-haspopup="dialog"
        aria-expanded=${String(this.open)}
        @click=${()=>this.open=!this.open}
        @animationend=${()=>this.#p(!1)}
      >
        ${G}
        ${n?u`<span class="badge" data-testid="badge" aria-hidden="true">${o}</span>`:d}
      </button>
    `}#u(){let{inbox:e,connection:t}=this.#i;if(!e)return d;let n=Xe({...this.#h(),inbox:e.state,inline:this.inline,connection:t,onFilter:o=>{e.show(o)},onMarkAllRead:()=>{e.markAllRead()},onMore:()=>{e.loadMore()},onRetry:()=>this.#$(e),onKey:ze});return u`<div class="frame" @keydown=${o=>o.key==="Escape"&&this.#b()}>
      ${n}
    </div>`}#h(){let e=this.linkOrigins.split(/\s+/).filter(Boolean);return{...this.#d(),now:Date.now(),link:({actionUrl:t})=>Fe(t,e,document.baseURI),onFollow:(t,n)=>this.#g(t,n),onRead:({id:t},n)=>{this.inbox?.markRead(t,n)},onArchive:({id:t})=>this.#v(t)}}#d(){let e=nt(this.locale||this.closest("[lang]")?.lang);return{locale:e,texts:it(e)}}#m(e){this.dispatchEvent(new CustomEvent("carillon-notification",{detail:e,bubbles:!0,composed:!0})),this.#o=this.#d().texts.newOne(e.title),this.#p(!0);let t=this.open||this.inline||document.visibilityState!=="visible";this.toasts!=="off"&&!t&&this.#t.add(e)}#f(){this.#t.clear(),this.#o="",this.requestUpdate()}#g(e,t){let n=new CustomEvent("carillon-action",{detail:t,bubbles:!0,composed:!0,cancelable:!0});this.dispatchEvent(n)||e.preventDefault(),this.inbox?.markRead(t.id)}#v(e){let t=De(this.#s(`article[data-id="${e}"]`));this.inbox?.archive(e),(t??this.#s("#panel"))?.focus()}#$(e){e.state.error&&e.reload(),e.state.connection!=="live"&&e.client.reconnect()}#b(){this.inline||(this.open=!1,this.#s(".bell")?.focus())}#p(e){this.#r=e,this.requestUpdate()}#s(e){return this.renderRoot.querySelector(e)??void 0}};customElements.get("notification-center")||customElements.define("notification-center",ee);export{ee as NotificationCenter};
