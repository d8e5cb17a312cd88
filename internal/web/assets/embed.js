(()=>{
const host=window.parent;
if(host===window)return;
const hash=new URLSearchParams(location.hash.replace(/^#\??/,""));
const query=new URLSearchParams(location.search);
const secret=hash.get("secret")||"";
const pym=query.get("childId")||"";
let last=0;
const send=(force)=>{
const height=Math.ceil(document.documentElement.getBoundingClientRect().height);
if(height===last&&!force)return;
last=height;
const say=(message)=>host.postMessage(message,"*");
if(secret)say({message:"height",value:height,secret});
if(pym)say("pymxPYMx"+pym+"xPYMxheightxPYMx"+height);
say({"datawrapper-height":{[document.documentElement.dataset.embed]:height}});
say({sentinel:"amp",type:"embed-size",height});
};
addEventListener("message",(event)=>{
if(event.source!==host)return;
const{data}=event;
if(data&&data.message==="ready"&&data.secret===secret)send(true);
else if(typeof data==="string"&&pym&&data.startsWith("pymxPYMx"+pym+"xPYMxwidth"))send(true);
});
addEventListener("click",(event)=>{
const link=event.target.closest("a[href]");
if(!link||event.altKey||event.ctrlKey||event.metaKey||event.shiftKey)return;
if(link.target==="_self")link.hash=location.hash;
else if(secret&&link.host===location.host){
event.preventDefault();
host.postMessage({message:"link",value:link.href,secret},"*");
}
});
new ResizeObserver(()=>send(false)).observe(document.documentElement);
addEventListener("load",()=>send(true));
})();
