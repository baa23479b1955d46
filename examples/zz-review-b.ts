import * as S from "@nami/schedules";
import * as P from "@nami/paths";
import { gaussianMixture, multivariateNormal, standardNormal, diagonalNormal } from "@nami/distributions";
import { interpolantLoss, fmLoss, denoisingLoss } from "@nami/models";
import { tensor, evaluate, referenceBackend, key, type Tensor, normal, uniform, mean } from "@nami/tensor-backend";
const backend=referenceBackend({dtype:"float64"});
const val=async(x:Tensor)=>[...(await (await evaluate(x,{backend})).data())].map(Number);
const t64=(v:any)=>tensor(v,undefined,"float64");
const tryit=async(n:string,f:()=>any)=>{try{const r=await f();console.log(n,"=>",r)}catch(e){console.log(n,"THROWS",String(e).slice(0,260))}};
// dims
await tryit("lossFloor d=100 var 1e-4",()=>gaussianMixture({weights:[1,1],means:[Array(100).fill(0),Array(100).fill(1)],variances:[1e-4,1e-4]}).marginal(S.linearSchedule()).lossFloor());
await tryit("lossFloor d=64 var 1e-4",()=>gaussianMixture({weights:[1],means:[Array(64).fill(0)],variances:[1e-4]}).marginal(S.linearSchedule()).lossFloor());
await tryit("lossFloor d=400 VE",()=>gaussianMixture({weights:[1],means:[Array(400).fill(0)],variances:[1]}).marginal(S.veSchedule()).lossFloor({predicts:"noise"}));
// 1D mixture oracle vs numeric
const m1=gaussianMixture({weights:[1,2,3],means:[[-50],[0],[1e-3]],variances:[1e-8,1,1e4]});
for (const s of [S.linearSchedule(),S.gvpSchedule(),S.karrasSchedule(),S.veSchedule(),P.linearInterpolant().schedule]) {
 const o=m1.marginal(s); const x=t64([[-50],[0],[1e3],[-1e6]]);
 for (const t of [s.interval[0],s.interval[0]+1e-12,(s.interval[0]+s.interval[1])/2,s.interval[1]]) {
  const all=[await val(o.logProb(x,t)),await val(o.score(x,t)),await val(o.velocity(x,t)),await val(o.divergence(x,t)),await val(o.posteriorMean(x,t))];
  if(all.flat().some(Number.isNaN)) console.log("NaN",s.name,t,JSON.stringify(all));
  // per-row tensor t same
  const o2=await val(o.velocity(x,t64([t,t,t,t]))); if(o2.some((v,i)=>Math.abs(v-all[2]![i]!)>1e-9*(1+Math.abs(v)))) console.log("mismatch",s.name,t,o2,all[2]);
 }
}
// mixture many comps
const K=300; const big=gaussianMixture({weights:Array.from({length:K},(_, i)=>1+i%7),means:Array.from({length:K},(_, i)=>[Math.sin(i)*5,Math.cos(3*i)*5]),variances:Array.from({length:K},(_, i)=>[[.1+.01*(i%3),.05],[.05,.2]])});
await tryit("big",async()=>[await val(big.marginal(S.vpSchedule()).divergence(t64([[1,2]]),.3)), big.marginal(S.linearSchedule()).lossFloor()]);
// loss floor of noisy interpolants vs actual loss of perfect b
const m2=gaussianMixture({weights:[1,1],means:[[-2,0],[2,0]],variances:[.1,.1]});
const n=100000;
for (const [name,path] of Object.entries({brown:P.linearInterpolant(),icfm:P.icfmPath({sigma:.5}),quad:P.linearInterpolant({gamma:P.quadraticGamma()}),lin:P.linearPath()})) {
 const o=m2.marginal(path); const target=m2.sample([n],{key:key(1),dtype:"float64"});
 const t=await evaluate(uniform(key(5),[n],{low:.05,high:.95,dtype:"float64"} as any),{backend});
 const l=await val(fmLoss((x,t)=>o.velocity(x,t),target,standardNormal([2],{dtype:"float64"}),{key:key(2),path,t}));
 console.log(name,"loss of exact b",l,"lossFloor",o.lossFloor({interval:[.05,.95]}));
}
// source + noisy path
const src=multivariateNormal({mean:[3,3],covariance:1});
await tryit("marginal(noisy path, source)",()=>typeof m2.marginal(P.linearInterpolant(),{source:src}));
await tryit("marginal(path with OT coupling)",()=>typeof m2.marginal(P.linearPath({coupling:P.optimalTransportCoupling()})));
await tryit("marginal(gaussianPath)",()=>typeof m2.marginal(P.gaussianPath({mean:(z,t)=>z,std:(z,t)=>t}) as any));
await tryit("marginal(undefined)",()=>typeof m2.marginal(undefined as any));
await tryit("marginal t outside tensor",async()=>val(m2.marginal(S.linearSchedule()).velocity(t64([[1,1]]),t64([1.5]))));
await tryit("marginal t outside",async()=>val(m2.marginal(S.linearSchedule()).velocity(t64([[1,1]]),1.5)));
await tryit("marginal x wrong",async()=>val(m2.marginal(S.linearSchedule()).velocity(t64([[1,1,1]]),.5)));
await tryit("marginal t shape wrong",async()=>val(m2.marginal(S.linearSchedule()).velocity(t64([[1,1],[1,1]]),t64([.1,.2,.3]))));
for (const o of [{weights:[1],means:[[0]],variances:[0]},{weights:[0],means:[[0]],variances:[1]},{weights:[1],means:[[0,0]],variances:[[[1,2],[2,1]]]},{weights:[1],means:[0],variances:[1]},{weights:[1],means:[[]],variances:[1]},{weights:[1,1],means:[[0]],variances:[1]},{weights:[1],means:[["a"]],variances:[1]},{weights:[1],means:[[0]],variances:[NaN]},{weights:[1],means:[[0]],variances:["1"]},{weights:[1],means:[[0]],vars:[1]}] as any[]) await tryit(JSON.stringify(o),()=>gaussianMixture(o));
await tryit("sample shape number",()=>m2.sample(5 as any,{key:key(0)}));
await tryit("sample no key",()=>m2.sample([5],{} as any));
await tryit("sample no opts",()=>m2.sample([5],undefined as any));
await tryit("stdnormal sample no opts",()=>standardNormal([2]).sample([5],undefined as any));
await tryit("diagonalNormal std 0",()=>diagonalNormal({mean:[0],std:[0]}));
await tryit("diagonalNormal bad shapes",()=>diagonalNormal({mean:[0,1],std:[1,1,1]}));
