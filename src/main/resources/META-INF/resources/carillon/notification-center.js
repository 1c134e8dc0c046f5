var z=globalThis,F=z.ShadowRoot&&(z.ShadyCSS===void 0||z.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,le=Symbol(),we=new WeakMap,M=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==le)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(F&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=we.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&we.set(t,e))}return e}toString(){return this.cssText}},_e=i=>new M(typeof i=="string"?i:i+"",void 0,le),b=(i,...e)=>{let t=i.length===1?i[0]:e.reduce((n,o,s)=>n+(r=>{if(r._$cssResult$===!0)return r.cssText;if(typeof r=="number")return r;throw Error("Value passed to 'css' function must be a 'css' function result: "+r+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(o)+i[s+1],i[0]);return new M(t,i,le)},xe=(i,e)=>{if(F)i.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let n=document.createElement("style"),o=z.litNonce;o!==void 0&&n.setAttribute("nonce",o),n.textContent=t.cssText,i.appendChild(n)}},de=F?i=>i:i=>i instanceof CSSStyleSheet?(e=>{let t="";for(let n of e.cssRules)t+=n.cssText;return _e(t)})(i):i;var{is:kt,defineProperty:Ct,getOwnPropertyDescriptor:Rt,getOwnPropertyNames:It,getOwnPropertySymbols:Nt,getPrototypeOf:Pt}=Object,B=globalThis,Ae=B.trustedTypes,Mt=Ae?Ae.emptyScript:"",Lt=B.reactiveElementPolyfillSupport,L=(i,e)=>i,ce={toAttribute(i,e){switch(e){case Boolean:i=i?Mt:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,e){let t=i;switch(e){case Boolean:t=i!==null;break;case Number:t=i===null?null:Number(i);break;case Object:case Array:try{t=JSON.parse(i)}catch{t=null}}return t}},Ee=(i,e)=>!kt(i,e),Se={attribute:!0,type:String,converter:ce,reflect:!1,useDefault:!1,hasChanged:Ee};Symbol.metadata??=Symbol("metadata"),B.litPropertyMetadata??=new WeakMap;var y=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Se){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),o=this.getPropertyDescriptor(e,n,t);o!==void 0&&Ct(this.prototype,e,o)}}static getPropertyDescriptor(e,t,n){let{get:o,set:s}=Rt(this.prototype,e)??{get(){return this[t]},set(r){this[t]=r}};return{get:o,set(r){let l=o?.call(this);s?.call(this,r),this.requestUpdate(e,l,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Se}static _$Ei(){if(this.hasOwnProperty(L("elementProperties")))return;let e=Pt(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(L("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(L("properties"))){let t=this.properties,n=[...It(t),...Nt(t)];for(let o of n)this.createProperty(o,t[o])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[n,o]of t)this.elementProperties.set(n,o)}this._$Eh=new Map;for(let[t,n]of this.elementProperties){let o=this._$Eu(t,n);o!==void 0&&this._$Eh.set(o,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let o of n)t.unshift(de(o))}else e!==void 0&&t.push(de(e));return t}static _$Eu(e,t){let n=t.attribute;return n===!1?void 0:typeof n=="string"?n:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return xe(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),o=this.constructor._$Eu(e,n);if(o!==void 0&&n.reflect===!0){let s=(n.converter?.toAttribute!==void 0?n.converter:ce).toAttribute(t,n.type);this._$Em=e,s==null?this.removeAttribute(o):this.setAttribute(o,s),this._$Em=null}}_$AK(e,t){let n=this.constructor,o=n._$Eh.get(e);if(o!==void 0&&this._$Em!==o){let s=n.getPropertyOptions(o),r=typeof s.converter=="function"?{fromAttribute:s.converter}:s.converter?.fromAttribute!==void 0?s.converter:ce;this._$Em=o;let l=r.fromAttribute(t,s.type);this[o]=l??this._$Ej?.get(o)??l,this._$Em=null}}requestUpdate(e,t,n,o=!1,s){if(e!==void 0){let r=this.constructor;if(o===!1&&(s=this[e]),n??=r.getPropertyOptions(e),!((n.hasChanged??Ee)(s,t)||n.useDefault&&n.reflect&&s===this._$Ej?.get(e)&&!this.hasAttribute(r._$Eu(e,n))))return;this.C(e,t,n)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:o,wrapped:s},r){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,r??t??this[e]),s!==!0||r!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),o===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[o,s]of this._$Ep)this[o]=s;this._$Ep=void 0}let n=this.constructor.elementProperties;if(n.size>0)for(let[o,s]of n){let{wrapped:r}=s,l=this[o];r!==!0||this._$AL.has(o)||l===void 0||this.C(o,void 0,s,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(n=>n.hostUpdate?.()),this.update(t)):this._$EM()}catch(n){throw e=!1,this._$EM(),n}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};y.elementStyles=[],y.shadowRootOptions={mode:"open"},y[L("elementProperties")]=new Map,y[L("finalized")]=new Map,Lt?.({ReactiveElement:y}),(B.reactiveElementVersions??=[]).push("2.1.2");var Te="http://www.w3.org/2000/svg",Ht=/^(?:br|hr|img|input)$/,ke=`"[^"]*"|'[^']*'`,Ut=RegExp(`<!--([^]*?)-->|<(\\?[^>]*)>|</[^>]*>|<([a-zA-Z][\\w-]*)((?:[^>"']|${ke})*)>|([^<]+)`,"g"),Ot=RegExp(`([^\\s=>"'/]+)(?:\\s*=\\s*(${ke}|[^\\s"'>]+))?`,"g"),Dt={".":"p-","?":"b-","@":"e-"};function Ce(i){let e=document.createElement("template"),t=e.content.ownerDocument,n=e.content;for(let[o,s,r,l,a="",h]of i.matchAll(Ut)){let p=s??r;if(h)n.append(h);else if(p!==void 0)n.append(t.createComment(p));else if(l){let c=l==="svg"||n.namespaceURI===Te,f=c?t.createElementNS(Te,l):t.createElement(l);for(let[,m,g=""]of a.matchAll(Ot))f.setAttribute(m.replace(/^[.?@]/,v=>Dt[v]),g.replace(/^(["'])([^]*)\1$/,"$2"));n.append(f),(c?o.endsWith("/>"):Ht.test(l))||(n=f)}else n=n.parentNode}return e}var Oe=globalThis,Re=i=>i,Ie=void 0,Ne=void 0,ue="-lit-",$=`lit$${Math.random().toFixed(9).slice(2)}$`,pe="?"+$,qt=`<${pe}>`,I=document,U=()=>I.createComment(""),O=i=>i===null||typeof i!="object"&&typeof i!="function",me=Array.isArray,De=i=>me(i)||typeof i?.[Symbol.iterator]=="function",he=`[ 	
\f\r]`,H=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Pe=/-->/g,Me=/>/g,S=RegExp(`>|${he}(?:([^\\s"'>=/]+)(${he}*=${he}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Le=/'/g,He=/"/g,qe=/^(?:script|style|textarea|title)$/i,fe=i=>(e,...t)=>({_$litType$:i,strings:e,values:t}),d=fe(1),_=fe(2),Ni=fe(3),w=Symbol.for("lit-noChange"),u=Symbol.for("lit-nothing"),Ue=new WeakMap,E=I.createTreeWalker(I,129);function ze(i,e){if(!me(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return Ne!==void 0?Ne.createHTML(e):e}var Fe=(i,e)=>{let t=i.length-1,n=[],o,s=e===2?"<svg>":e===3?"<math>":"",r=H;for(let l=0;l<t;l++){let a=i[l],h,p,c=-1,f=0;for(;f<a.length&&(r.lastIndex=f,p=r.exec(a),p!==null);)f=r.lastIndex,r===H?p[1]==="!--"?r=Pe:p[1]!==void 0?r=Me:p[2]!==void 0?(qe.test(p[2])&&(o=RegExp("</"+p[2],"g")),r=S):p[3]!==void 0&&(r=S):r===S?p[0]===">"?(r=o??H,c=-1):p[1]===void 0?c=-2:(c=r.lastIndex-p[2].length,h=p[1],r=p[3]===void 0?S:p[3]==='"'?He:Le):r===He||r===Le?r=S:r===Pe||r===Me?r=H:(r=S,o=void 0);let m=r===S&&i[l+1].startsWith("/>")?" ":"";s+=r===H?a+qt:c>=0?(n.push(h),a.slice(0,c)+ue+a.slice(c)+$+m):a+$+(c===-2?l:m)}return[ze(i,s+(i[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),n]},D=class i{constructor({strings:e,_$litType$:t},n){let o;this.parts=[];let s=0,r=0,l=e.length-1,a=this.parts,[h,p]=Fe(e,t);if(this.el=i.createElement(h,n),E.currentNode=this.el.content,t===2||t===3){let c=this.el.content.firstChild;c.replaceWith(...c.childNodes)}for(;(o=E.nextNode())!==null&&a.length<l;){if(o.nodeType===1){if(o.hasAttributes())for(let c of o.getAttributeNames())if(c.endsWith(ue)){let f=p[r++],m=o.getAttribute(c).split($),g=/([.?@])?(.*)/.exec(f);a.push({type:1,index:s,name:g[2],strings:m,ctor:g[1]==="."?V:g[1]==="?"?K:g[1]==="@"?W:k}),o.removeAttribute(c)}else c.startsWith($)&&(a.push({type:6,index:s}),o.removeAttribute(c));if(qe.test(o.tagName)){let c=o.textContent.split($),f=c.length-1;if(f>0){o.textContent=Ie?Ie.emptyScript:"";for(let m=0;m<f;m++)o.append(c[m],U()),E.nextNode(),a.push({type:2,index:++s});o.append(c[f],U())}}}else if(o.nodeType===8)if(o.data===pe)a.push({type:2,index:s});else{let c=-1;for(;(c=o.data.indexOf($,c+1))!==-1;)a.push({type:7,index:s}),c+=$.length-1}s++}}static createElement(e,t){return Ce(e)}};function T(i,e,t=i,n){if(e===w)return e;let o=n!==void 0?t._$Co?.[n]:t._$Cl,s=O(e)?void 0:e._$litDirective$;return o?.constructor!==s&&(o?._$AO?.(!1),s===void 0?o=void 0:(o=new s(i),o._$AT(i,t,n)),n!==void 0?(t._$Co??=[])[n]=o:t._$Cl=o),o!==void 0&&(e=T(i,o._$AS(i,e.values),o,n)),e}var j=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,o=(e?.creationScope??I).importNode(t,!0);E.currentNode=o;let s=E.nextNode(),r=0,l=0,a=n[0];for(;a!==void 0;){if(r===a.index){let h;a.type===2?h=new N(s,s.nextSibling,this,e):a.type===1?h=new a.ctor(s,a.name,a.strings,this,e):a.type===6&&(h=new Z(s,this,e)),this._$AV.push(h),a=n[++l]}r!==a?.index&&(s=E.nextNode(),r++)}return E.currentNode=I,o}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings!==void 0?(n._$AI(e,n,t),t+=n.strings.length-2):n._$AI(e[t])),t++}},N=class i{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,o){this.type=2,this._$AH=u,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=o,this._$Cv=o?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=T(this,e,t),O(e)?e===u||e==null||e===""?(this._$AH!==u&&this._$AR(),this._$AH=u):e!==this._$AH&&e!==w&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):De(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==u&&O(this._$AH)?this._$AA.nextSibling.data=e:this.T(I.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,o=typeof n=="number"?this._$AC(e):(n.el===void 0&&(n.el=D.createElement(ze(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===o)this._$AH.p(t);else{let s=new j(o,this),r=s.u(this.options);s.p(t),this.T(r),this._$AH=s}}_$AC(e){let t=Ue.get(e.strings);return t===void 0&&Ue.set(e.strings,t=new D(e)),t}k(e){me(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,n,o=0;for(let s of e)o===t.length?t.push(n=new i(this.O(U()),this.O(U()),this,this.options)):n=t[o],n._$AI(s),o++;o<t.length&&(this._$AR(n&&n._$AB.nextSibling,o),t.length=o)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let n=Re(e).nextSibling;Re(e).remove(),e=n}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},k=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,o,s){this.type=1,this._$AH=u,this._$AN=void 0,this.element=e,this.name=t,this._$AM=o,this.options=s,n.length>2||n[0]!==""||n[1]!==""?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=u}_$AI(e,t=this,n,o){let s=this.strings,r=!1;if(s===void 0)e=T(this,e,t,0),r=!O(e)||e!==this._$AH&&e!==w,r&&(this._$AH=e);else{let l=e,a,h;for(e=s[0],a=0;a<s.length-1;a++)h=T(this,l[n+a],t,a),h===w&&(h=this._$AH[a]),r||=!O(h)||h!==this._$AH[a],h===u?e=u:e!==u&&(e+=(h??"")+s[a+1]),this._$AH[a]=h}r&&!o&&this.j(e)}j(e){e===u?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},V=class extends k{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===u?void 0:e}},K=class extends k{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==u)}},W=class extends k{constructor(e,t,n,o,s){super(e,t,n,o,s),this.type=5}_$AI(e,t=this){if((e=T(this,e,t,0)??u)===w)return;let n=this._$AH,o=e===u&&n!==u||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,s=e!==u&&(n===u||o);o&&this.element.removeEventListener(this.name,this,n),s&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Z=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){T(this,e)}},Be={M:ue,P:$,A:pe,C:1,L:Fe,R:j,D:De,V:T,I:N,H:k,N:K,U:W,B:V,F:Z},zt=Oe.litHtmlPolyfillSupport;zt?.(D,N),(Oe.litHtmlVersions??=[]).push("3.3.3");var je=(i,e,t)=>{let n=t?.renderBefore??e,o=n._$litPart$;if(o===void 0){let s=t?.renderBefore??null;n._$litPart$=o=new N(e.insertBefore(U(),s),s,void 0,t??{})}return o._$AI(i),o};var ge=globalThis,x=class extends y{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=je(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return w}};x._$litElement$=!0,x.finalized=!0,ge.litElementHydrateSupport?.({LitElement:x});var Ft=ge.litElementPolyfillSupport;Ft?.({LitElement:x});(ge.litElementVersions??=[]).push("4.2.2");function Ve(i,e){let t=()=>{new Audio(i).play().catch(()=>{})},n=navigator.locks;if(!n){t();return}n.request(`carillon:sound:${e}`,{ifAvailable:!0},async o=>{o&&(t(),await new Promise(s=>setTimeout(s,2e3)))})}var Ke={notifications:"Notifications",bell:i=>i?`Notifications, ${i} unread`:"Notifications, none unread",bellUnseen:i=>i?`Notifications, ${i} new`:"Notifications, none new",connection:{connecting:"Connecting","catching-up":"Catching up",live:"Live",offline:"Offline","signed-out":"Signed out"},connectionHelp:{connecting:"Connecting to the server.","catching-up":"Receiving what was missed.",live:"New notifications appear at once.",offline:"No live connection. New notifications appear later.","signed-out":"Sign in again to receive notifications."},all:"All",unread:"Unread",show:"Show",type:"Type",allTypes:"All types",markAllRead:"Mark all read",markRead:i=>`Mark as read: ${i}`,markUnread:i=>`Mark as unread: ${i}`,archive:i=>`Archive: ${i}`,open:"Open",newOne:i=>`New notification: ${i}`,dismiss:"Dismiss",empty:"All quiet",emptyHelp:"New notifications ring here.",emptyFilter:"Nothing matches this filter.",loading:"Loading\u2026",loadMore:"Load more",loadFailed:"Notifications could not be loaded.",changeFailed:"The change could not be saved.",tryAgain:"Try again",close:"Close",signIn:"Sign in",settings:"Settings",shownTypes:"Show me",quietHours:"Quiet hours",quietHelp:"No pop-ups and no sound at night",quietFrom:"From",quietTo:"To",changedElsewhere:"Changed on another device meanwhile. Please look again.",push:"Notify me on this device when the page is closed",pushDenied:"Your browser forbids this page to notify you",typeName:i=>i},Bt={notifications:"Notifications",bell:i=>{let e=new Intl.PluralRules("fr").select(i)==="one"?"":"s";return i?`Notifications, ${i} non lue${e}`:"Notifications, aucune non lue"},bellUnseen:i=>{let e=new Intl.PluralRules("fr").select(i)==="one"?"":"s";return i?`Notifications, ${i} nouvelle${e}`:"Notifications, aucune nouvelle"},connection:{connecting:"Connexion","catching-up":"Rattrapage",live:"En direct",offline:"Hors ligne","signed-out":"D\xE9connect\xE9"},connectionHelp:{connecting:"Connexion au serveur en cours.","catching-up":"R\xE9ception des notifications manqu\xE9es.",live:"Les nouvelles notifications apparaissent aussit\xF4t.",offline:"Pas de connexion en direct. Les nouvelles notifications appara\xEEtront plus tard.","signed-out":"Reconnectez-vous pour recevoir les notifications."},all:"Toutes",unread:"Non lues",show:"Afficher",type:"Type",allTypes:"Tous les types",markAllRead:"Tout marquer lu",markRead:i=>`Marquer comme lue : ${i}`,markUnread:i=>`Marquer comme non lue : ${i}`,archive:i=>`Archiver : ${i}`,open:"Ouvrir",newOne:i=>`Nouvelle notification : ${i}`,dismiss:"Fermer",empty:"Tout est calme",emptyHelp:"Les nouvelles notifications sonneront ici.",emptyFilter:"Rien ne correspond \xE0 ce filtre.",loading:"Chargement\u2026",loadMore:"Afficher plus",loadFailed:"Impossible de charger les notifications.",changeFailed:"La modification n'a pas \xE9t\xE9 enregistr\xE9e.",tryAgain:"R\xE9essayer",close:"Fermer",signIn:"Se connecter",settings:"Param\xE8tres",shownTypes:"Afficher",quietHours:"Heures calmes",quietHelp:"Ni fen\xEAtre ni son la nuit",quietFrom:"De",quietTo:"\xC0",changedElsewhere:"Modifi\xE9 entre-temps sur un autre appareil. Veuillez v\xE9rifier.",push:"Me pr\xE9venir sur cet appareil quand la page est ferm\xE9e",pushDenied:"Votre navigateur interdit \xE0 cette page de vous pr\xE9venir",typeName:i=>i},jt={en:Ke,fr:Bt},ve=new Map;function Vt(i,e){ve.set(i.toLowerCase(),e)}function We(i,e={}){let t=i.toLowerCase(),n=t.split("-")[0];return{...jt[n]??Ke,...ve.get(n),...ve.get(t),...e}}function C(i){return`\u2068${i}\u2069`}function Ze(i){try{return Intl.getCanonicalLocales(i||[])[0]??navigator.language}catch{return navigator.language}}var Qe={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Ge=i=>(...e)=>({_$litDirective$:i,values:e}),Q=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var{I:Kt}=Be,Ye=i=>i;var Je=()=>document.createComment(""),P=(i,e,t)=>{let n=i._$AA.parentNode,o=e===void 0?i._$AB:e._$AA;if(t===void 0){let s=n.insertBefore(Je(),o),r=n.insertBefore(Je(),o);t=new Kt(s,r,i,i.options)}else{let s=t._$AB.nextSibling,r=t._$AM,l=r!==i;if(l){let a;t._$AQ?.(i),t._$AM=i,t._$AP!==void 0&&(a=i._$AU)!==r._$AU&&t._$AP(a)}if(s!==o||l){let a=t._$AA;for(;a!==s;){let h=Ye(a).nextSibling;Ye(n).insertBefore(a,o),a=h}}}return t},A=(i,e,t=i)=>(i._$AI(e,t),i),Wt={},Xe=(i,e=Wt)=>i._$AH=e,et=i=>i._$AH,G=i=>{i._$AR(),i._$AA.remove()};var tt=(i,e,t)=>{let n=new Map;for(let o=e;o<=t;o++)n.set(i[o],o);return n},Y=Ge(class extends Q{constructor(i){if(super(i),i.type!==Qe.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,e,t){let n;t===void 0?t=e:e!==void 0&&(n=e);let o=[],s=[],r=0;for(let l of i)o[r]=n?n(l,r):r,s[r]=t(l,r),r++;return{values:s,keys:o}}render(i,e,t){return this.dt(i,e,t).values}update(i,[e,t,n]){let o=et(i),{values:s,keys:r}=this.dt(e,t,n);if(!Array.isArray(o))return this.ut=r,s;let l=this.ut??=[],a=[],h,p,c=0,f=o.length-1,m=0,g=s.length-1;for(;c<=f&&m<=g;)if(o[c]===null)c++;else if(o[f]===null)f--;else if(l[c]===r[m])a[m]=A(o[c],s[m]),c++,m++;else if(l[f]===r[g])a[g]=A(o[f],s[g]),f--,g--;else if(l[c]===r[g])a[g]=A(o[c],s[g]),P(i,a[g+1],o[c]),c++,g--;else if(l[f]===r[m])a[m]=A(o[f],s[m]),P(i,o[c],o[f]),f--,m++;else if(h===void 0&&(h=tt(r,m,g),p=tt(l,c,f)),h.has(l[c]))if(h.has(l[f])){let v=p.get(r[m]),ae=v!==void 0?o[v]:null;if(ae===null){let $e=P(i,o[c]);A($e,s[m]),a[m]=$e}else a[m]=A(ae,s[m]),P(i,o[c],ae),o[v]=null;m++}else G(o[f]),f--;else G(o[c]),c++;for(;m<=g;){let v=P(i,a[g+1]);A(v,s[m]),a[m++]=v}for(;c<=f;){let v=o[c++];v!==null&&G(v)}return this.ut=r,Xe(i,a),w}});var R=i=>d`
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.8"
    stroke-linecap="round" stroke-linejoin="round">${i}</svg>`,q=R(_`
  <path d="M12 3.2a6 6 0 0 0-6 6c0 5.6-2.2 7-2.2 7h16.4s-2.2-1.4-2.2-7a6 6 0 0 0-6-6Z" />
  <path d="M9.9 19.6a2.4 2.4 0 0 0 4.2 0" />`),it=R(_`<path d="m5 12.6 4.6 4.6L19 7.4" />`),nt=R(_`<circle cx="12" cy="12" r="4" fill="currentColor" />`),ot=R(_`
  <path d="M4 8.5h16V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19ZM3 4.5h18v4H3ZM10 12.5h4" />`),st=R(_`
  <path d="M4 7h9m5 0h2M4 17h2m5 0h9" /><circle cx="15.5" cy="7" r="2.2" /><circle cx="8.5" cy="17" r="2.2" />`),rt=R(_`
  <rect x="7" y="3" width="10" height="18" rx="2" /><path d="M11 17.8h2" />`),J=R(_`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />`);var Zt=[["year",31536e3],["month",2592e3],["week",604800],["day",86400],["hour",3600],["minute",60]];function at(i,e,t){let n=Math.min(0,(Date.parse(i)-e)/1e3);if(Number.isNaN(n))return"";let o=new Intl.RelativeTimeFormat(t,{numeric:"auto"}),[s,r]=Zt.find(([,l])=>-n>=l)??["second",0];return r?o.format(Math.trunc(n/r),s):o.format(0,"second")}function lt(i,e){let t=Date.parse(i);return Number.isNaN(t)?"":new Intl.DateTimeFormat(e,{dateStyle:"full",timeStyle:"short"}).format(t)}function dt(i,e){let{id:t,title:n,message:o,isRead:s,createdAt:r,type:l}=i,{texts:a,locale:h}=e;return d`
    <article
      class=${s?"read":"unread"}
      part="item"
      tabindex=${e.current?0:-1}
      aria-labelledby="title-${t}"
      aria-describedby="message-${t}"
      aria-posinset=${e.position}
      aria-setsize=${e.setSize}
      data-testid="notification"
      data-id=${t}
      data-read=${String(s)}
      @click=${p=>Yt(p,i,e)}
      @keydown=${p=>Jt(p)}
    >
      ${Gt(i,e)}
      <h3 id="title-${t}" dir="auto">
        ${s?u:d`<bdi class="hidden-text">${a.unread}: </bdi>`}${n}
      </h3>
      <p id="message-${t}" dir="auto">${o}</p>
      <div class="meta">
        <time datetime=${r} title=${lt(r,h)}
          >${at(r,e.now,h)}</time
        >
        <span class="kind" dir="auto">${a.typeName(l)}</span>
        ${be(i,e)}
      </div>
      ${Qt(i,e)}
    </article>
  `}function Qt(i,e){let{title:t,isRead:n}=i,{texts:o}=e,s=(n?o.markUnread:o.markRead)(C(t)),r=e.current?0:-1;return d`
    <div class="tools">
      <button
        type="button"
        tabindex=${r}
        data-testid=${n?"mark-unread":"mark-read"}
        aria-label=${s}
        @click=${()=>e.onRead(i,!n)}
      >
        ${n?nt:it}
      </button>
      <button
        type="button"
        tabindex=${r}
        data-testid="archive"
        aria-label=${o.archive(C(t))}
        @click=${()=>e.onArchive(i)}
      >
        ${ot}
      </button>
    </div>
  `}function Gt(i,e){let t=e.icon(i);return t?d`<div class="icon" part="icon" aria-hidden="true">
        ${typeof t=="string"?d`<img src=${t} alt="" loading="lazy" />`:t}
      </div>`:u}function Yt(i,e,t){!i.target.closest("a, button")&&!getSelection()?.toString()&&!e.isRead&&t.onRead(e,!0)}function Jt(i){let e=i.currentTarget;i.key==="Enter"&&i.target===e&&(e.querySelector(".action")??e).click()}function be(i,{link:e,onFollow:t,texts:n,current:o=!0}){let s=e(i);return s?d`<a
    class="action"
    part="action"
    data-testid="action"
    tabindex=${o?0:-1}
    href=${s}
    rel="noopener noreferrer"
    @click=${r=>t(r,i)}
    >${n.open}<bdi class="hidden-text">: ${i.title}</bdi></a
  >`:u}var Xt=7e3,ct=3,ei=1e3,ti=2e3,X=class{constructor(e,t,n){this.host=e;this.onSeen=t;this.onQuietOver=n;e.addController(this)}host;onSeen;onQuietOver;#e=[];#n;#t;#i=[];#o;#s=new Set;hostDisconnected(){this.clear()}add(e){this.#r([...this.#e,e].slice(-ct)),this.#h(),this.#t??=setTimeout(()=>this.#a(),ei+Math.random()*ti)}wait(e,t){this.#i=[...this.#i,e].slice(-ct),clearTimeout(this.#o),this.#o=setTimeout(()=>{let n=this.#i;this.#i=[],this.onQuietOver(n)},t-Date.now())}#a(){this.#t=void 0,document.visibilityState==="visible"&&this.#l(this.#e)}#l(e){let t=e.map(({id:n})=>n).filter(n=>!this.#s.has(n));t.length&&(t.forEach(n=>this.#s.add(n)),this.onSeen(Math.max(...t)))}silence({notifications:e,seenThrough:t}){let n=new Set(e.flatMap(({id:s,isRead:r})=>r?[s]:[]));this.#i=this.#i.filter(({id:s})=>!n.has(s)&&s>t);let o=this.#e.filter(({id:s})=>!n.has(s)&&(s>t||this.#s.has(s)));o.length<this.#e.length&&this.#r(o)}remove(e){this.#i=this.#i.filter(t=>t.id!==e),this.#r(this.#e.filter(t=>t.id!==e))}replace(e){this.#i=this.#i.map(t=>t.id===e.id?e:t),this.#r(this.#e.map(t=>t.id===e.id?e:t))}clear(){this.#c(),clearTimeout(this.#t),this.#t=void 0,clearTimeout(this.#o),this.#i=[],this.#r([])}render(e){if(!this.#e.length)return u;let{texts:t}=e;return d`
      <div
        class="toasts"
        role="group"
        aria-label=${t.notifications}
        @pointerenter=${()=>this.#c()}
        @pointerleave=${()=>this.#h()}
        @focusin=${()=>this.#c()}
        @focusout=${()=>this.#h()}
      >
        ${Y(this.#e,({id:n})=>n,n=>d`
            <div class="toast" part="toast" data-testid="toast" data-id=${n.id}>
              <strong dir="auto">${n.title}</strong>
              <p dir="auto">${n.message}</p>
              ${be(n,e)}
              <button
                type="button"
                data-testid="dismiss"
                aria-label="${t.dismiss}: ${C(n.title)}"
                @click=${()=>this.#d(n)}
              >
                ${J}
              </button>
            </div>
          `)}
      </div>
    `}#d(e){this.#l([e]),this.#r(this.#e.filter(t=>t!==e))}#r(e){this.#e=e,this.#s.forEach(t=>e.some(n=>n.id===t)||this.#s.delete(t)),this.host.requestUpdate()}#c(){clearTimeout(this.#n)}#h(){this.#c(),this.#n=setTimeout(()=>this.#r([]),Xt)}};var ee=class{constructor(e,t,n,o,s){this.host=e;this.wants=t;this.sight=n;this.texts=o;this.#t=new X(e,s,r=>this.#o(r))}host;wants;sight;texts;#e="";#n=!1;#t;get isRinging(){return this.#n}ring(e){this.#n=e,this.host.requestUpdate()}add(e,t){let n=this.wants.quietUntil();n===void 0?this.#i(e,t):t&&this.#t.wait(e,n)}#i(e,t){let{open:n,inline:o,toasts:s,sound:r}=this.host;this.#e=this.texts().newOne(C(e.title)),this.ring(!0);let l=n||o||!this.sight.isPageVisible;t&&s!=="off"&&!l&&this.#t.add(e),t&&r&&Ve(r,e.id)}#o(e){let t=this.wants.quietUntil();e.forEach(n=>t===void 0?this.#i(n,!0):this.#t.wait(n,t))}remove(e){this.#t.remove(e),this.#e=""}replace(e){this.#t.replace(e),this.#e=""}follow(e){this.host.open?this.#t.clear():e&&this.#t.silence(e)}forget(){this.#t.clear(),this.#e=""}render(e){return d`
      ${this.#t.render(e)}
      <div class="hidden-text" role="status" data-testid="announcement">${this.#e}</div>
    `}};function ht({locale:i,texts:e,counted:t,count:n,isRinging:o,isOpen:s,onToggle:r,onSilent:l}){let a=n==="unseen"?e.bellUnseen(t):e.bell(t),h=new Intl.NumberFormat(i).format(t);return d`
    <button
      type="button"
      class="bell ${o?"ringing":""}"
      part="bell"
      data-testid="bell"
      aria-label=${a}
      aria-haspopup="dialog"
      aria-expanded=${String(s)}
      @click=${r}
      @animationend=${l}
    >
      ${q}
      ${t?d`<span class="badge" part="badge" data-testid="badge" aria-hidden="true">${h}</span>`:u}
    </button>
  `}import{Inbox as ii}from"./inbox.js";var ni=1500,te=class{constructor(e,t,n,o,s){this.host=e;this.onNotification=t;this.onRecall=n;this.onUpdate=o;this.onEmptied=s;e.addController(this)}host;onNotification;onRecall;onUpdate;onEmptied;#e;#n;#t=0;#i=0;#o="connecting";#s="connecting";#a;get inbox(){return this.#e}get unread(){return this.#t}get unseen(){return this.#i}get connection(){return this.#s}connect(e){this.#n=e,this.host.isConnected&&this.hostConnected()}hostConnected(){if(!this.#n)return;this.hostDisconnected();let e=new ii({...this.#n,onNotification:t=>this.onNotification(t),onRecall:({id:t})=>this.onRecall(t),onUpdate:({notification:t})=>this.onUpdate(t),onEmptied:()=>this.onEmptied()});this.#e=e,e.subscribe(()=>this.#l(e)),this.#l(e)}hostDisconnected(){clearTimeout(this.#a),this.#e?.close(),this.#e=void 0}#l(e){let{unread:t,unseen:n,connection:o}=e.state;t!==this.#t&&(this.#t=t,this.#r("carillon-unread",t)),n!==this.#i&&(this.#i=n,this.#r("carillon-unseen",n)),o!==this.#o&&(this.#o=o,this.host.dataset.state=o,this.#r("carillon-state",o),clearTimeout(this.#a),this.#a=setTimeout(()=>this.#d(o),o==="live"?0:ni)),this.host.requestUpdate()}#d(e){this.#s=e,this.host.requestUpdate()}#r(e,t){this.host.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}};var ut=b`
  article {
    position: relative;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.1rem 0.75rem;
    padding-block: 0.8rem;
    padding-inline: 1.75rem 1rem;
    border-block-end: 1px solid var(--_border);
    /* Hundreds of them: those out of sight are neither laid out nor painted. */
    content-visibility: auto;
    contain-intrinsic-size: auto 6rem;
  }
  article:has(> .icon) {
    grid-template-columns: auto 1fr auto;
  }
  .icon {
    grid-row: 1 / span 3;
    display: grid;
    place-items: center;
    align-self: start;
    width: 2.25rem;
    height: 2.25rem;
    overflow: hidden;
    border-radius: 50%;
    background: var(--_raised);
  }
  .icon img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .day {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding: 0.35rem 1rem;
    background: var(--_surface);
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 600;
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
  h3,
  article p,
  .meta {
    grid-column: -3;
    text-align: start;
  }
  article p {
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
  article .action::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .tools {
    grid-column: -2;
    grid-row: 1 / span 3;
    /* Above the link that covers the row. */
    position: relative;
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
  @media (pointer: coarse) {
    .tools button {
      padding: 0.65rem;
    }
  }
  /* Colors are the user's, and backgrounds are gone. */
  @media (forced-colors: active) {
    .unread::before {
      forced-color-adjust: none;
      background: Highlight;
    }
    .toast {
      border-inline-start-color: Highlight;
    }
  }
`,pt=b`
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
    padding-block: 0.8rem;
    padding-inline: 1rem 0.6rem;
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
`;var mt=/^\(\d+\+?\) /;var ie=class{#e=new Set;#n=0;#t=[];#i;#o=new MutationObserver(()=>this.#s());show(e,t){let n=this.#e.has("title");this.#e=new Set(e.split(/\s+/)),this.#n=t,this.#o.disconnect(),n&&ft(document.title.replace(mt,"")),this.#s(),this.#e.has("title")&&this.#o.observe(document.head,{subtree:!0,childList:!0,characterData:!0}),this.#e.has("favicon")&&t?this.#a():this.#l(),this.#e.has("app")&&navigator.setAppBadge?.(t).catch(()=>{})}clear(){this.#e.size&&(this.show([...this.#e].join(" "),0),this.#o.disconnect())}#s(){this.#e.has("title")&&this.#n&&!mt.test(document.title)&&ft(`(${this.#n>99?"99+":this.#n}) ${document.title}`)}async#a(){if(this.#i)return;let e=document.createElement("link");this.#i=e,this.#t=[...document.head.querySelectorAll('link[rel~="icon"]')];let t=await oi(this.#t.at(-1)?.href).catch(()=>{});t&&this.#i===e&&(e.rel="icon",e.href=t,this.#t.forEach(n=>n.remove()),document.head.append(e))}#l(){this.#i?.isConnected&&(this.#i.remove(),document.head.append(...this.#t)),this.#i=void 0}};function ft(i){i!==document.title&&(document.title=i)}async function oi(i){let e=document.createElement("canvas");e.width=e.height=32;let t=e.getContext("2d");if(i&&new URL(i).origin===location.origin){let o=new Image;o.src=i,await o.decode().then(()=>t.drawImage(o,0,0,32,32),()=>{})}let n=32/4;return t.fillStyle="#c8102e",t.arc(32-n,n,n,0,2*Math.PI),t.fill(),e.toDataURL("image/png")}var si={ArrowDown:i=>i+1,PageDown:i=>i+1,ArrowUp:i=>i-1,PageUp:i=>i-1,Home:()=>0,End:(i,e)=>e};function gt(i){let e=si[i.key],t=[...i.currentTarget.querySelectorAll("article")],n=t.findIndex(o=>o.contains(i.target));e&&n>=0&&!i.altKey&&!i.ctrlKey&&!i.metaKey&&(i.preventDefault(),t[e(n,t.length-1)]?.focus())}function vt(i){let e=[...i.closest('[role="feed"]').querySelectorAll("article")],t=e.indexOf(i);return e[t+1]??e[t-1]}function ye(i,e,t){if(!i)return;let n;try{n=new URL(i,t)}catch{return}let o=n.protocol==="https:"||n.protocol==="http:",s=n.origin===new URL(t).origin||e.includes("*")||e.includes(n.origin);return o&&s&&!n.username&&!n.password?n.href:void 0}var ne=class{constructor(e,t){this.host=e;this.onChange=t;e.addController(this)}host;onChange;#e=!1;#n=new IntersectionObserver(e=>{this.#e=e.at(-1).isIntersecting,this.onChange()});#t=()=>this.onChange();get isPageVisible(){return document.visibilityState==="visible"}get isHostVisible(){return this.#e&&this.isPageVisible}hostConnected(){document.addEventListener("visibilitychange",this.#t),this.#n.observe(this.host)}hostDisconnected(){document.removeEventListener("visibilitychange",this.#t),this.#n.disconnect()}};function bt(i){let e=[];for(let t of i){let n=$t(Date.parse(t.createdAt)),o=e.at(-1);o&&Object.is(o.start,n)?o.notifications.push(t):e.push({start:n,notifications:[t]})}return e}function yt(i,e,t){if(Number.isNaN(i))return"";let n=Math.min(0,Math.round((i-$t(e))/864e5)),o=n>-2?new Intl.RelativeTimeFormat(t,{numeric:"auto"}).format(n,"day"):new Intl.DateTimeFormat(t,{weekday:"long",day:"numeric",month:"long",...new Date(i).getFullYear()!==new Date(e).getFullYear()&&{year:"numeric"}}).format(i);return o.charAt(0).toLocaleUpperCase(t)+o.slice(1)}function $t(i){return new Date(i).setHours(0,0,0,0)}function wt(i){let{texts:e}=i;return d`
    <div
      id="panel"
      class="panel ${i.inline?"":"floating"}"
      part="panel"
      role=${i.inline?"region":"dialog"}
      aria-labelledby="heading"
      tabindex="-1"
      data-testid="panel"
    >
      <div class="header ${i.onSettings?"compact":""}">
        <h2 id="heading">${e.notifications}</h2>
        ${i.inline&&i.counted?d`<span class="count" data-testid="count">${i.counted}</span>`:u}
        <span
          class="connection"
          data-testid="connection"
          data-state=${i.connection}
          title=${e.connectionHelp[i.connection]}
          >${e.connection[i.connection]}</span
        >
        ${i.settings?u:ri(i)}
        <span class="tools">${ai(i)}</span>
      </div>
      ${i.settings??d`${li(i)} ${di(i)}
          <div class="scroll" tabindex="-1">${ci(i)}</div>`}
    </div>
  `}function ri({texts:i,inbox:e,onMarkAllRead:t}){return d`<button
    type="button"
    class="all-read"
    data-testid="mark-all-read"
    ?disabled=${!e.unread}
    @click=${()=>t()}
  >
    ${i.markAllRead}
  </button>`}function ai({texts:i,inline:e,settings:t,onSettings:n,onClose:o}){let s=(r,l,a,h,p)=>d`<button
      type="button"
      class="close"
      data-testid=${r}
      aria-label=${l}
      aria-pressed=${p===void 0?u:String(p)}
      @click=${()=>h()}
    >
      ${a}
    </button>`;return d`${n?s("open-settings",i.settings,st,n,!!t):u}${e?u:s("close",i.close,J,o)}`}function li({texts:i,inbox:e,push:t,onFilter:n}){let{filter:o,types:s}=e,r=(a,h)=>d`
    <button
      type="button"
      data-testid=${h?"filter-unread":"filter-all"}
      aria-pressed=${String(!!o.unread===h)}
      @click=${()=>n({...o,unread:h})}
    >
      ${a}
    </button>
  `,l=a=>{let{type:h,...p}=o,c=a.target.value;n(c?{...p,type:c}:p)};return d`
    <div class="toolbar">
      <div class="choice" role="group" aria-label=${i.show}>${r(i.all,!1)}${r(i.unread,!0)}</div>
      <span class="tools">${t}</span>
      <select data-testid="filter-type" aria-label=${i.type} @change=${l}>
        <option value="" ?selected=${!o.type}>${i.allTypes}</option>
        ${s.map(a=>d`<option value=${a} ?selected=${o.type===a}>${i.typeName(a)}</option>`)}
      </select>
    </div>
  `}function di({texts:i,inbox:e,connection:t,onRetry:n}){let o=t==="offline"||t==="signed-out"?i.connectionHelp[t]:e.error&&e.loaded?i[e.error==="load"?"loadFailed":"changeFailed"]:void 0;return o?d`<div class="bar" role="alert" data-testid="trouble">
        <span>${o}</span><button type="button" data-testid="retry" @click=${()=>n()}>${i.tryAgain}</button>
      </div>`:u}function ci(i){let{texts:e,inbox:t}=i,{notifications:n,hasMore:o}=t;if(!n.length)return pi(i);let r=n.some(({id:a})=>a===i.currentId)?i.currentId:n[0].id,l=new Map(n.map(({id:a},h)=>[a,h+1]));return d`
    <div
      role="feed"
      aria-label=${e.notifications}
      aria-busy=${String(t.loading)}
      data-testid="feed"
      @keydown=${a=>i.onKey(a)}
      @focusin=${a=>i.onFocus(ui(a.target))}
    >
      ${Y(hi(i),([a])=>a,([,a])=>typeof a=="string"?d`<div class="day" part="day" aria-hidden="true" data-testid="day">${a}</div>`:dt(a,{...i,current:a.id===r,position:l.get(a.id),setSize:o?-1:n.length}))}
    </div>
    ${o?d`<button
          type="button"
          class="more"
          data-testid="load-more"
          ?disabled=${t.loading}
          @click=${()=>i.onMore()}
        >
          ${t.loading?e.loading:e.loadMore}
        </button>`:u}
  `}function hi({inbox:i,now:e,locale:t}){return bt(i.notifications).flatMap(({start:n,notifications:o})=>[[`day ${n}`,yt(n,e,t)],...o.map(s=>[String(s.id),s])])}function ui(i){return Number(i.closest("article")?.dataset.id)}function pi({texts:i,inbox:e,signInUrl:t,onRetry:n}){if(e.connection==="signed-out")return d`<div class="notice" data-testid="signed-out">
      ${q}<strong>${i.connection["signed-out"]}</strong>
      ${t?d`<a class="sign-in" data-testid="sign-in" href=${t}>${i.signIn}</a>`:u}
    </div>`;if(!e.loaded&&e.error)return d`<div class="notice" role="alert" data-testid="error">
      <strong>${i.loadFailed}</strong>
      <button type="button" data-testid="retry-load" @click=${()=>n()}>${i.tryAgain}</button>
    </div>`;if(!e.loaded)return d`<div class="notice" data-testid="loading">${i.loading}</div>`;let o=e.filter.unread||e.filter.type;return d`<div class="notice" data-testid="empty">
    ${q}<strong>${o?i.emptyFilter:i.empty}</strong>
    ${o?u:d`<span>${i.emptyHelp}</span>`}
  </div>`}var _t=b`
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
  /* In a parent that shrinks to its content there would be nothing to shrink to. */
  :host([inline]) {
    min-inline-size: min(18rem, 100vw);
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
    background: var(--_chosen);
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
  .header.compact {
    column-gap: 0.35rem;
  }
  .tools {
    display: inline-flex;
    align-items: center;
    margin-inline-start: auto;
  }
  .all-read + .tools {
    margin-inline-start: 0;
  }
  .close {
    padding: 0.3rem;
    color: var(--_muted);
  }
  .push[aria-pressed='true'] {
    color: var(--_accent);
  }
  .close svg {
    width: 1.1rem;
    height: 1.1rem;
  }
  .sign-in {
    color: var(--_accent);
    font-weight: 600;
  }
  /* On a phone the list is the page. */
  @media (max-width: 30rem) {
    .floating {
      position: fixed;
      inset: 0.5rem;
      width: auto;
      max-height: none;
    }
    :host([align='start']) .floating {
      inset-inline: 0.5rem;
    }
  }
  @media (forced-colors: active) {
    .choice button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .connection::before,
    .connection[data-state]::before {
      forced-color-adjust: none;
      background: CanvasText;
    }
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
  .settings {
    overflow: auto;
    padding: 0 1rem 1rem;
  }
  .settings fieldset {
    margin: 0 0 1rem;
    padding: 0;
    border: 0;
  }
  .settings legend {
    padding: 0.6rem 0 0.2rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 650;
  }
  .settings label {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    min-block-size: 2.5rem;
  }
  .settings .times {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 1rem;
  }
  .settings small {
    color: var(--_muted);
  }
  .settings input[role='switch'] {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    accent-color: var(--_accent);
  }
`;var mi=/\/[^/]*\/?$/,oe=class{constructor(e,t){this.host=e;this.shows=t;e.addController(this)}host;shows;state;#e;#n;#t=!1;#i;hostDisconnected(){this.#i?.(),this.#i=void 0,this.forget()}forget(){this.#e=void 0,this.#n=void 0,this.state=void 0}async follow(e,{url:t,worker:n,token:o,headers:s}){if(this.#e===e)return;this.#e=e;let r={url:t.replace(mi,"/push"),...n!==void 0&&{worker:n},...o&&{token:o},...s&&{headers:s}};this.#n=r,await this.#s(async({pushState:l,answerPush:a})=>(this.#i??=a(this.shows),l(r)))}async#o(){let e=this.#n;await this.#s(async({enablePush:t,disablePush:n})=>this.state==="enabled"?(await n(e),"disabled"):t(e))}async#s(e){let t=this.#n;this.#t=!0,this.host.requestUpdate();let n=await import("./push.js").then(e).catch(()=>this.state);t===this.#n&&(this.state=n,this.#t=!1,this.host.requestUpdate())}button(e){let{state:t}=this;if(t===void 0||t==="unsupported"||t==="off")return u;let n=t==="denied"?e.pushDenied:e.push;return d`<button
      type="button"
      class="close push"
      data-testid="push"
      aria-label=${n}
      title=${n}
      aria-pressed=${String(t==="enabled")}
      ?disabled=${this.#t||t==="denied"}
      @click=${()=>{this.#o()}}
    >
      ${rt}
    </button>`}};var xt=b`
  :host {
    color-scheme: light dark;
    --_accent: var(--carillon-accent, light-dark(#4338ca, #a5b4fc));
    --_on-accent: var(--carillon-on-accent, light-dark(#ffffff, #14143a));
    --_surface: var(--carillon-surface, light-dark(#ffffff, #17181f));
    --_raised: var(--carillon-raised, light-dark(#f5f5f8, #22242e));
    --_chosen: var(--carillon-surface, light-dark(#ffffff, #3a3d4c));
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
`,At=b`
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
  @media (forced-colors: active) {
    .badge {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
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
`;import{quietUntil as wi}from"./client.js";import{isRequired as fi,isShown as gi}from"./client.js";var St={from:"22:00",to:"07:00"};function Et(i){let{texts:e,preferences:t,problem:n}=i,o=n&&{load:e.loadFailed,save:e.changeFailed,conflict:e.changedElsewhere}[n];return d`
    <div class="settings" part="settings" data-testid="settings">
      ${o?d`<div class="bar" role="alert" data-testid="settings-problem">
            <span>${o}</span>
            ${n==="load"?d`<button type="button" data-testid="settings-retry" @click=${()=>i.onRetry()}>${e.tryAgain}</button>`:u}
          </div>`:u}
      ${t?vi(i,t):n?u:d`<div class="notice">${e.loading}</div>`}
    </div>
  `}function vi(i,e){let{texts:t}=i;return d`
    <fieldset>
      <legend>${t.shownTypes}</legend>
      ${bi(i,e).map(n=>yi(i,e,n))}
    </fieldset>
    <fieldset>
      <legend>${t.quietHours}</legend>
      ${$i(i,e)}
    </fieldset>
  `}function bi({types:i},{types:e,defaults:t}){let n=[...t,...e].map(({type:s})=>s),o=s=>n.some(r=>r.endsWith("*")&&s.startsWith(r.slice(0,-1)));return[...new Set([...n,...i.filter(s=>!o(s))])]}function yi({texts:i,onSave:e},t,n){let{types:o,defaults:s}=t,r=l=>{let a=l.target.checked,h=o.filter(p=>p.type!==n);e({types:[...h,{...o.find(p=>p.type===n),type:n,inApp:a}]})};return d`
    <label class="switch">
      <span dir="auto">${s.find(l=>l.type===n)?.label??i.typeName(n)}</span>
      <input
        type="checkbox"
        role="switch"
        data-testid="type-switch"
        data-type=${n}
        .checked=${gi(t,n)}
        ?disabled=${fi(t,n)}
        @change=${r}
      />
    </label>
  `}function $i({texts:i,onSave:e},{quietHours:t}){let{timeZone:n}=new Intl.DateTimeFormat().resolvedOptions(),o=t??{...St,timeZone:n},s=(r,l)=>d`
    <label>
      <span>${l}</span>
      <input
        type="time"
        data-testid=${`quiet-${r}`}
        .value=${o[r]}
        @change=${({target:a})=>{let h=a.value.slice(0,St.from.length);return h&&e({quietHours:{...o,[r]:h}})}}
      />
    </label>
  `;return d`
    <label class="switch">
      <span>${i.quietHelp}</span>
      <input
        type="checkbox"
        role="switch"
        data-testid="quiet-switch"
        .checked=${!!t}
        @change=${({target:r})=>e({quietHours:r.checked?o:null})}
      />
    </label>
    ${t?d`<div class="times">
          ${s("from",i.quietFrom)}${s("to",i.quietTo)}
          <small data-testid="quiet-zone">${o.timeZone}</small>
        </div>`:u}
  `}var _i=1440*60*1e3,xi=409,se=class{constructor(e){this.host=e;e.addController(this)}host;preferences;problem;isOpen=!1;#e;#n=0;#t=0;#i=!1;hostDisconnected(){this.#o()}#o(){this.preferences=void 0,this.problem=void 0,this.#e=void 0,this.#n=0}follow(e){this.#e!==e&&(this.#o(),this.#e=e);let{preferences:t,connection:n}=e.state;if(n==="signed-out"||t===void 0){this.preferences=void 0,this.#n=0;return}let o=!!this.preferences?.quietHours&&Date.now()-this.#t>_i;(t>this.#n||o)&&(this.#n=t,this.load())}toggle(){this.isOpen=!this.isOpen,this.isOpen&&this.load(),this.host.requestUpdate()}settings(e,t){return Et({texts:e,types:t,preferences:this.preferences,problem:this.problem,onSave:n=>{this.#s(n)},onRetry:()=>{this.load()}})}async load(){let e=this.#e;if(!e||this.#i)return;this.#i=!0;let t=this.#n;this.#t=Date.now();try{let n=await e.client.api.preferences();e===this.#e&&(this.preferences=n,this.problem=this.problem==="conflict"?"conflict":void 0)}catch{this.problem="load"}this.#i=!1,this.host.requestUpdate(),e===this.#e&&t<this.#n&&this.load()}async#s(e){let[t,n]=[this.#e,this.preferences];if(!(!t||!n)){this.preferences={...n,...e},this.problem=void 0,this.host.requestUpdate();try{let{types:o,quietHours:s}=this.preferences;this.preferences=await t.client.api.setPreferences(n.version,{types:o,quietHours:s})}catch(o){this.problem=o.status===xi?"conflict":"save",this.preferences=n,await this.load()}this.host.requestUpdate()}}quietUntil(e=Date.now()){return this.preferences&&wi(this.preferences,e)}};var Ai=["url","types","scope","pageSize","token","ticket","headers"],Si=3e4,Tt=8,re=class extends x{static styles=[xt,At,_t,ut,pt];static properties={url:{},types:{},scope:{},locale:{},theme:{reflect:!0},align:{reflect:!0},toasts:{},linkOrigins:{attribute:"link-origins"},pageSize:{attribute:"page-size",type:Number},inline:{type:Boolean,reflect:!0},open:{type:Boolean,reflect:!0},badge:{},count:{},preferences:{type:Boolean},push:{type:Boolean},pushWorker:{attribute:"push-worker"},sound:{},signInUrl:{attribute:"sign-in-url"},texts:{attribute:!1},icon:{attribute:!1},token:{attribute:!1},ticket:{attribute:!1},headers:{attribute:!1}};#e;#n;#t=new ie;#i=0;#o=new te(this,e=>this.#w(e),e=>this.#_(e),e=>this.#x(e),()=>this.#A());#s=new se(this);#a=new oe(this,()=>this.inbox?.state.connection==="live");#l=new IntersectionObserver(e=>{e.some(({isIntersecting:t})=>t)&&!this.inbox?.state.error&&this.inbox?.loadMore()});#d=new ne(this,()=>this.#f());#r=new ee(this,this.#s,this.#d,()=>this.#p().texts,e=>{this.inbox?.markSeen(e)});#c=e=>{this.open&&=e.composedPath().includes(this)};#h=()=>{let e=this.inline?void 0:this.#u("#panel");if(e){e.style.translate="";let{left:t,right:n}=e.getBoundingClientRect(),o=Math.max(Tt-t,Math.min(0,document.documentElement.clientWidth-Tt-n));e.style.translate=o?`${o}px`:""}};constructor(){super(),this.url="/api/notifications",this.types="",this.linkOrigins="",this.badge="",this.count="unread",this.pageSize=20,this.inline=!1,this.open=!1,this.preferences=!1,this.push=!1}get inbox(){return this.#o.inbox}connectedCallback(){super.connectedCallback(),this.dataset.testid??="notification-center",document.addEventListener("pointerdown",this.#c),window.addEventListener("resize",this.#h),this.#e=setInterval(()=>this.requestUpdate(),Si)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("pointerdown",this.#c),window.removeEventListener("resize",this.#h),clearInterval(this.#e),this.#l.disconnect(),this.#t.clear()}willUpdate(e){if(Ai.some(t=>e.has(t))){let t=this.types.split(",").map(h=>h.trim()),{url:n,scope:o,pageSize:s,token:r,ticket:l,headers:a}=this;this.#o.connect({url:n,pageSize:s,types:t.filter(Boolean),...o!==void 0&&{scope:o},...r&&{token:r},...l&&{ticket:l},...a&&{headers:a}})}this.inbox&&(this.#s.follow(this.inbox),this.#b(this.inbox)),this.#r.follow(this.inbox?.state)}#b(e){let{url:t,pushWorker:n,token:o,headers:s}=this;e.state.connection==="signed-out"?this.#a.forget():this.push&&e.state.connection==="live"&&this.#a.follow(e,{url:t,worker:n,...o&&{token:o},...s&&{headers:s}})}#f(){let e=this.inline?this.#d.isHostVisible:this.open&&this.#d.isPageVisible,t=this.inbox?.state;e&&t?.loaded&&t.unseen&&this.inbox?.markSeen()}get#m(){return this.count==="unseen"?this.#o.unseen:this.#o.unread}updated(e){this.#h(),this.#f();let t=this.#m;(e.has("badge")||t!==this.#i)&&(this.#i=t,this.#t.show(this.badge,t)),e.has("open")&&this.open&&!this.inline&&this.#u("#panel")?.focus(),this.#l.disconnect();let n=this.#u(".more:not(:disabled)");n&&this.#l.observe(n)}render(){return d`
      ${this.inline?u:this.#y()} ${this.open||this.inline?this.#$():u}
      ${this.#r.render(this.#g())}
    `}#y(){return ht({...this.#p(),counted:this.#m,count:this.count,isRinging:this.#r.isRinging,isOpen:this.open,onToggle:()=>this.open=!this.open,onSilent:()=>this.#r.ring(!1)})}#$(){let{inbox:e,connection:t}=this.#o;if(!e)return u;let n=wt({...this.#g(),inbox:e.state,inline:this.inline,counted:this.#m,connection:t,currentId:this.#n,signInUrl:ye(this.signInUrl,["*"],document.baseURI),settings:this.preferences&&this.#s.isOpen?this.#s.settings(this.#p().texts,e.state.types):void 0,onSettings:this.preferences?()=>this.#s.toggle():void 0,push:this.push?this.#a.button(this.#p().texts):u,onFilter:o=>{e.show(o)},onMarkAllRead:()=>{e.markAllRead()},onMore:()=>{e.loadMore()},onRetry:()=>this.#T(e),onKey:gt,onClose:()=>this.#v(),onFocus:o=>this.#C(o)});return d`<div
      class="frame"
      @keydown=${o=>o.key==="Escape"&&this.#v()}
      @focusout=${o=>this.#k(o)}
    >
      ${n}
    </div>`}#g(){let e=this.linkOrigins.split(/\s+/).filter(Boolean);return{...this.#p(),now:Date.now(),link:({actionUrl:t})=>ye(t,e,document.baseURI),icon:t=>this.icon?.(t),onFollow:(t,n)=>this.#S(t,n),onRead:({id:t},n)=>{this.inbox?.markRead(t,n)},onArchive:({id:t})=>this.#E(t)}}#p(){let e=Ze(this.locale||this.closest("[lang]")?.lang);return{locale:e,texts:We(e,this.texts)}}#w(e){let t=this.dispatchEvent(new CustomEvent("carillon-notification",{detail:e,bubbles:!0,composed:!0,cancelable:!0}));this.#r.add(e,t)}#_(e){this.#r.remove(e),this.dispatchEvent(new CustomEvent("carillon-recall",{detail:e,bubbles:!0,composed:!0}))}#x(e){this.#r.replace(e),this.dispatchEvent(new CustomEvent("carillon-update",{detail:e,bubbles:!0,composed:!0}))}#A(){this.#r.forget(),this.#a.forget(),this.requestUpdate()}#S(e,t){let n=new CustomEvent("carillon-action",{detail:t,bubbles:!0,composed:!0,cancelable:!0});this.dispatchEvent(n)||e.preventDefault(),this.inbox?.markRead(t.id)}#E(e){let t=vt(this.#u(`article[data-id="${e}"]`));this.inbox?.archive(e),(t??this.#u("#panel"))?.focus()}#T(e){e.state.error&&e.reload(),e.state.connection!=="live"&&e.client.reconnect()}#v(){this.inline||(this.open=!1,this.#u(".bell")?.focus())}#k({relatedTarget:e}){e&&!this.renderRoot.contains(e)&&(this.open=!1)}#C(e){e&&e!==this.#n&&(this.#n=e,this.requestUpdate())}#u(e){return this.renderRoot.querySelector(e)??void 0}};customElements.get("notification-center")||customElements.define("notification-center",re);export{re as NotificationCenter,Vt as addTexts};
