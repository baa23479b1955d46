import * as S from "@nami/schedules";
import * as P from "@nami/paths";
import * as M from "@nami/models";
import { gaussianMixture, standardNormal } from "@nami/distributions";
import { tensor, evaluate, referenceBackend, key, type Tensor, normal, uniform, mean, grad, zeros, mul, add, full, foldIn } from "@nami/tensor-backend";
const backend=referenceBackend({dtype:"float64"});
const val=async(x:Tensor)=>[...(await (await evaluate(x,{backend})).data())].map(Number);
const t64=(v:any)=>tensor(v,undefined,"float64");
const tryit=async(n:string,f:()=>any)=>{try{const r=await f();console.log(n,"=>",r)}catch(e){console.log(n,"THROWS",String(e).slice(0,330))}};
const m2=gaussianMixture({weights:[1,1],means:[[-2,0],[2,0]],variances:[.1,.1]});
{ const o=m2.marginal(P.linearPath()); const n=100000; const target=m2.sample([n],{key:key(11),dtype:"float64"});
 const t=await evaluate(uniform(key(15),[n],{low:.05,high:.95,dtype:"float64"}),{backend});
 console.log("lin",await val(M.fmLoss((x,t)=>o.velocity(x,t),target,standardNormal([2],{dtype:"float64"}),{key:key(12),t})),o.lossFloor({interval:[.05,.95]})); }
// conversions at ends
const sch={lin:S.linearSchedule(),cos:S.cosineSchedule(),vp:S.vpSchedule(),sub:S.subVpSchedule(),ve:S.veSchedule(),edm:S.edmSchedule(),kar:S.karrasSchedule(),poly:S.polynomialSchedule(),gvp:S.gvpSchedule(),linmin:S.linearSchedule({sigmaMin:.01}),quadI:P.linearInterpolant({gamma:P.quadraticGamma()}).schedule};
const ps=["velocity","score","noise","data","vPrediction"] as const;
const x0=t64([[[.3],[-1.2]],[[2],[0]]]), e=t64([[[1.1],[.4]],[[-.7],[2.2]]]); // image-like [2,2,1]
for (const [n,s] of Object.entries(sch)) for (const tt of [s.interval[0],.37*s.interval[1],s.interval[1]]) {
  const t=t64([tt,tt]); const X=[...await x0.data()].map(Number),E=[...await e.data()].map(Number);
  const a=s.alpha(tt),g=s.sigma(tt); const x=t64([0,1].map(i=>[0,1].map(j=>[a*X[2*i+j]!+g*E[2*i+j]!])));
  const truth:any={velocity:X.map((v,i)=>s.alphaDot(tt)*v+s.sigmaDot(tt)*E[i]!),score:E.map(v=>-v/g),noise:E,data:X,vPrediction:X.map((v,i)=>a*E[i]!-g*v)};
  const bad:string[]=[];
  for (const f of ps) for (const to of ps) { const y0=truth[f]; if(!y0.every(Number.isFinite)) continue; const y=t64([0,1].map(i=>[0,1].map(j=>[y0[2*i+j]])));
    for (const T of [tt,t] as any[]) { const r=await val(M.convertPrediction(y,{from:f,to,x,t:T,schedule:s})); 
     const det=(k:string)=>k; if(truth[to].every(Number.isFinite)&&r.some((v,i)=>!(Math.abs(v-truth[to][i])<=1e-9*(1+Math.abs(truth[to][i]))))) bad.push(`${f}->${to}${typeof T==="number"?"":"(T)"} ${r.map(v=>v.toPrecision(3))} vs ${truth[to].map((v:number)=>v.toPrecision(3))}`); } }
  if(bad.length) console.log(n,tt,bad.join("\n    "));
}
// weights equal across parameterizations
const target=m2.sample([64],{key:key(1),dtype:"float64"}), noise=normal(key(2),[64,2],{dtype:"float64"}); const tt=await evaluate(uniform(key(3),[64],{low:.02,high:.98,dtype:"float64"}),{backend});
for (const [n,s] of Object.entries({lin:S.linearSchedule(),vp:S.vpSchedule(),edm:S.edmSchedule({sigmaMax:5}),gvp:S.gvpSchedule(),poly:S.polynomialSchedule()})) for (const [wn,w] of Object.entries({snr:M.snrWeight(),min:M.minSnrWeight(),soft:M.softMinSnrWeight(),edm:M.edmWeight(),lik:M.likelihoodWeight()})) {
  const model=(x:Tensor,t:Tensor)=>mul(x,.3); const ls=[];
  for (const p of ps) { const pm=(x:Tensor,t:Tensor)=>M.convertPrediction(model(x,t),{from:"noise",to:p,x,t,schedule:s}); ls.push((await val(M.denoisingLoss(pm,target,noise,{t:tt,schedule:s,predicts:p,weight:w})))[0]!); }
  if (Math.max(...ls)-Math.min(...ls)>1e-8*Math.abs(ls[0]!)) console.log("weights",n,wn,ls);
}
// bad inputs
const f=(x:Tensor)=>x;
await tryit("t Tensor outside",async()=>val(M.denoisingLoss(f,target,noise,{t:full([64],1.5,"float64"),schedule:S.linearSchedule()})));
await tryit("t outside",()=>M.denoisingLoss(f,target,noise,{t:1.5,schedule:S.linearSchedule()}));
await tryit("t NaN",()=>M.denoisingLoss(f,target,noise,{t:NaN,schedule:S.linearSchedule()}));
await tryit("fm t outside tensor",async()=>val(M.fmLoss(f,target,noise,{t:t64(Array(64).fill(-3))})));
await tryit("weight 2",()=>M.denoisingLoss(f,target,noise,{t:.5,schedule:S.linearSchedule(),weight:2 as any}));
await tryit("weight -1",()=>M.denoisingLoss(f,target,noise,{t:.5,schedule:S.linearSchedule(),weight:()=>-1}));
await tryit("weight 0",()=>M.denoisingLoss(f,target,noise,{t:.5,schedule:S.linearSchedule(),weight:()=>0}));
await tryit("weight computed neg",async()=>val(M.denoisingLoss(f,target,noise,{t:tt,schedule:S.linearSchedule(),weight:({t})=>add(mul(t,-1),0)})));
await tryit("vp weight at t=0",async()=>val(M.denoisingLoss(f,target,noise,{t:0,schedule:S.vpSchedule(),weight:M.likelihoodWeight()})));
await tryit("score at 0",async()=>val(M.denoisingLoss(f,target,noise,{t:0,schedule:S.vpSchedule(),predicts:"score"})));
await tryit("no schedule",()=>M.denoisingLoss(f,target,noise,{t:.5} as any));
await tryit("no options",()=>M.denoisingLoss(f,target,noise,undefined as any));
await tryit("unknown option",()=>M.denoisingLoss(f,target,noise,{t:.5,schedule:S.vpSchedule(),parameterization:"eps"} as any));
await tryit("fm unknown option",()=>M.fmLoss(f,target,noise,{t:.5,c:tt} as any));
await tryit("condition rows",()=>M.fmLoss(f,target,noise,{t:.5,condition:zeros([63,1],"float64")}));
await tryit("condition 1-D",()=>M.fmLoss((x,t,c)=>{console.log("   cond shape",c!.shape);return x},target,noise,{t:.5,condition:zeros([64],"float64")}));
await tryit("mask shape",()=>M.fmLoss(f,target,noise,{t:.5,mask:zeros([64,3])}));
await tryit("source shape",()=>M.fmLoss(f,target,zeros([64,1],"float64"),{t:.5}));
await tryit("interp none path",()=>M.interpolantLoss(f,target,noise,{t:.5} as any));
await tryit("interp s without gamma",()=>M.interpolantLoss(f,target,noise,{t:.5,path:P.linearPath() as any,predicts:"s"}));
await tryit("interp on gaussianPath",()=>M.interpolantLoss(f,target,noise,{t:.5,path:P.gaussianPath({mean:(z,t)=>z,std:(z,t)=>t}) as any}));
await tryit("sf2m linear",()=>M.flowAndScoreLoss({velocity:f,score:f},target,noise,{t:.5,path:P.linearPath() as any}));
await tryit("sf2m weight 0",()=>M.flowAndScoreLoss({velocity:f,score:f},target,noise,{t:.5,path:P.schrodingerBridgePath(),scoreWeight:0}));
await tryit("int target",()=>M.fmLoss(f,zeros([4,2],"int32"),noise,{t:.5}));
await tryit("changeSchedule marks",()=>{const field=M.velocityField({dim:2,hidden:4,path:P.linearPath({coupling:P.optimalTransportCoupling()})});const m=field.with(field.init(key(0)));const c=M.changeSchedule(m,{from:S.linearSchedule(),to:S.cosineSchedule()}) as any;return [c.eventShape,c.path,c.predicts]});
await tryit("changeSchedule t number",async()=>val(M.changeSchedule((x,t)=>x,{from:S.linearSchedule(),to:S.cosineSchedule()})(t64([[1,2]]),.5 as any)));
await tryit("changeSchedule bad",()=>M.changeSchedule((x,t)=>x,{} as any)(t64([[1,2]]),t64([.5])));
await tryit("changeSchedule custom",()=>M.changeSchedule((x,t)=>x,{from:S.schedule({alpha:(t,m)=>m.sub(1,t),sigma:t=>t}),to:S.cosineSchedule()})(t64([[1,2]]),t64([.5])));
await tryit("changeSchedule predicts",async()=>val(M.changeSchedule((x,t)=>x,{from:S.linearSchedule(),to:S.cosineSchedule(),predicts:"eps" as any})(t64([[1,2]]),t64([.5]))));
