import * as S from "@nami/schedules";
import * as P from "@nami/paths";
import * as M from "@nami/models";
import { gaussianMixture, multivariateNormal, standardNormal } from "@nami/distributions";
import { rk4, dopri5, euler, eulerMaruyama, ddim, dpmSolverPP, uniformGrid, heun } from "@nami/solvers";
import { exactDivergence, hutchinsonDivergence } from "@nami/divergence";
import { tensor, evaluate, referenceBackend, key, type Tensor, normal, zeros, mul, add, full, sub, where, sum } from "@nami/tensor-backend";
const backend=referenceBackend({dtype:"float64"});
const val=async(x:Tensor)=>[...(await (await evaluate(x,{backend})).data())].map(Number);
const t64=(v:any)=>tensor(v,undefined,"float64");
const tryit=async(n:string,f:()=>any)=>{try{const r=await f();console.log(n,"=>",r)}catch(e){console.log(n,"THROWS",String(e).slice(0,400))}};
const m1=gaussianMixture({weights:[1,2],means:[[-2],[1]],variances:[.1,.3]});
const base1=standardNormal([1],{dtype:"float64"});
// logProb 1D for several processes incl. resampled, exact marginals base
for (const s of [S.linearSchedule(),S.cosineSchedule(),S.vpSchedule(),S.subVpSchedule(),S.veSchedule(),S.edmSchedule(),S.karrasSchedule(),S.polynomialSchedule({power:3}),S.gvpSchedule(),S.nicholCosineSchedule(),S.shiftTime(S.linearSchedule(),3)]) {
 const o=m1.marginal(s); const [a,b]=s.interval; const [ne,de]=s.orientation==="dataToNoise"?[b,a]:[a,b];
 const base={eventShape:[1],sample:base1.sample,logProb:(x:Tensor)=>o.logProb(x,ne),score:(x:Tensor)=>o.score(x,ne)};
 await tryit("logProb "+s.name,async()=>{const t1=de+(ne-de)*1e-4; const p=M.diffusion({field:Object.assign((x:Tensor,t:Tensor)=>o.velocity(x,t),{eventShape:[1]}),schedule:s,predicts:"velocity",solver:dopri5({rtol:1e-9,atol:1e-9}),base,backend,t1}).bind(); const x=t64([[-2],[.4],[3]]); const e=await p.estimateLogProb(x); const tr=await val(o.logProb(x,t1)); const got=await val(e.logProb); return Math.max(...got.map((v,i)=>Math.abs(v-tr[i]!)))+" t="+e.t});
}
// bad input: diffusion ends
const f1=Object.assign((x:Tensor)=>x,{eventShape:[1]});
for (const pr of ["noise","score","data","vPrediction","velocity"] as const) for (const s of [S.linearSchedule(),S.vpSchedule(),S.karrasSchedule(),S.gvpSchedule()]) for (const [sn,so] of Object.entries({ode:rk4({steps:2}),sde:eulerMaruyama({steps:2})})) await tryit(`${pr} ${s.name} ${sn}`,async()=>{const p=M.diffusion({field:f1,schedule:s,predicts:pr,solver:so as any,backend}).bind(); const x=await p.sample([2],{key:key(0)}); return [...await x.data()].every(Number.isFinite)?"finite":"NON-FINITE "+[...await x.data()]});
await tryit("sampler noise lin",async()=>[...await (await M.diffusion({field:f1,schedule:S.linearSchedule(),solver:ddim(),grid:[1,.5,0],backend}).bind().sample([2],{key:key(0)})).data()]);
await tryit("sampler grid reversed",async()=>[...await (await M.diffusion({field:f1,schedule:S.vpSchedule(),solver:ddim(),grid:[0,.5,1],backend}).bind().sample([2],{key:key(0)})).data()]);
await tryit("sampler uniformGrid default karras",async()=>[...await (await M.diffusion({field:f1,schedule:S.karrasSchedule(),solver:ddim(),grid:uniformGrid({steps:4}),backend}).bind().sample([2],{key:key(0)})).data()]);
// context rows
const cf=Object.assign((x:Tensor,t:Tensor,c?:Tensor)=>add(x,c!),{eventShape:[1]});
const fl=M.flowMatching({field:cf,base:base1,solver:euler({steps:2}),backend});
await tryit("bind 1-D cond [500]",async()=>(await fl.bind(zeros([500],"float64")).sample([2],{key:key(0)})).shape);
await tryit("bind (500,1) sample [1]",async()=>(await fl.bind(zeros([500,1],"float64")).sample([1],{key:key(0)})).shape);
await tryit("bind (500,1) sample []",async()=>(await fl.bind(zeros([500,1],"float64")).sample([],{key:key(0)})).shape);
await tryit("bind (3,4,1) sample [2]",async()=>(await fl.bind(zeros([3,4,1],"float64")).sample([2],{key:key(0)})).shape);
await tryit("logProb rows mismatch",async()=>(await fl.bind(zeros([3,1],"float64")).logProb(zeros([4,1],"float64"))).shape);
await tryit("logProb x[5,3,1] cond [3,1]",async()=>(await fl.bind(zeros([3,1],"float64")).logProb(zeros([5,3,1],"float64"))).shape);
await tryit("encode rows mismatch",async()=>(await fl.bind(zeros([3,1],"float64")).encode(zeros([4,1],"float64"))).shape);
await tryit("bind array",()=>fl.bind([[1]] as any));
await tryit("bind null",()=>fl.bind(null as any));
await tryit("cond NaN",async()=>(await fl.bind(t64([[NaN]])).sample([2],{key:key(0)})).shape);
await tryit("sample no key",async()=>fl.bind(zeros([1,1])).sample([2],undefined as any));
await tryit("t0=2",()=>M.flowMatching({field:cf,base:base1,solver:euler({steps:2}),backend,t0:2}));
await tryit("t0=t1",async()=>(await M.flowMatching({field:f1,base:base1,solver:euler({steps:2}),backend,t0:.5,t1:.5}).bind().sample([2],{key:key(0)})).shape);
await tryit("sde in flowMatching",()=>M.flowMatching({field:f1,base:base1,solver:eulerMaruyama({steps:2}) as any,backend}));
await tryit("trajectory times",async()=>fl.bind(zeros([1],"float64")).trajectory([2],{key:key(0),times:[0,1]}));
await tryit("hutch no key",async()=>fl.bind(zeros([1],"float64")).logProb(zeros([2,1],"float64"),{divergence:hutchinsonDivergence({probes:2})}));
await tryit("resampled adaptive",async()=>M.flowMatching({field:f1,base:base1,solver:dopri5({rtol:1e-5,atol:1e-5}),backend}).bind().logProb(zeros([2,1],"float64"),{key:key(0),probesAlong:"resampled",divergence:hutchinsonDivergence({probes:2})}));
await tryit("resampled",async()=>[...await (await M.flowMatching({field:f1,base:base1,solver:rk4({steps:20}),backend}).bind().logProb(zeros([2,1],"float64"),{key:key(0),probesAlong:"resampled",divergence:hutchinsonDivergence({probes:2})})).data()]);
// interpolantProcess
const path=P.linearInterpolant();
await tryit("SDE eps neg",()=>M.interpolantProcess({field:f1,denoiser:f1,path,base:base1,solver:eulerMaruyama({steps:2}),epsilon:-1,backend}));
await tryit("SDE eps 1",()=>M.interpolantProcess({field:f1,denoiser:f1,path,base:base1,solver:eulerMaruyama({steps:2}),backend}));
await tryit("SDE no score",()=>M.interpolantProcess({field:f1,path,base:base1,solver:eulerMaruyama({steps:2}),backend}));
await tryit("SDE score at eps 1",async()=>(await M.interpolantProcess({field:f1,score:f1,path,base:base1,solver:eulerMaruyama({steps:2}),backend}).bind().sample([2],{key:key(0)})).shape);
await tryit("SDE OT linear",()=>M.interpolantProcess({field:f1,path:P.linearPath({coupling:P.optimalTransportCoupling(),gaussianSource:true}),base:base1,solver:eulerMaruyama({steps:2}),epsilon:M.epsilonTimesWidth(1),backend}));
await tryit("SDE unmarked linear",()=>M.interpolantProcess({field:f1,path:P.linearPath(),base:base1,solver:eulerMaruyama({steps:2}),epsilon:M.epsilonTimesWidth(1),backend}));
await tryit("SDE one-sided, non-gaussian base",()=>M.interpolantProcess({field:f1,path:P.oneSidedInterpolant(),base:m1 as any,solver:eulerMaruyama({steps:2}),epsilon:M.epsilonTimesWidth(1),backend}));
await tryit("gaussianPath",()=>M.interpolantProcess({field:f1,path:P.gaussianPath({mean:(z,t)=>z,std:(z,t)=>t}) as any,base:base1,solver:euler({steps:2}),backend}));
await tryit("diffusion OT via changeSchedule",()=>{const field=M.velocityField({dim:1,hidden:4,path:P.linearPath({coupling:P.optimalTransportCoupling()})});const m=field.with(field.init(key(0)));
 let a="refused"; try{M.diffusion({field:m,predicts:"velocity",solver:eulerMaruyama({steps:2}),backend,t1:.01});a="accepted"}catch{} 
 M.diffusion({field:M.changeSchedule(m,{from:S.linearSchedule(),to:S.cosineSchedule()}),schedule:S.cosineSchedule(),predicts:"velocity",solver:eulerMaruyama({steps:2}),backend,t1:.01,eventShape:[1]}); return "direct "+a+", changed accepted"});
await tryit("velocityToScore on OT path w/o path",()=>{});
