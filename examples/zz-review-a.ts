import * as S from "@nami/schedules";
import * as P from "@nami/paths";
import { tensor, evaluate, referenceBackend, type Tensor } from "@nami/tensor-backend";
const b64=referenceBackend({dtype:"float64"}), b32=referenceBackend({dtype:"float32"});
const list: Record<string, S.Schedule> = {
 lin:S.linearSchedule(), linmin:S.linearSchedule({sigmaMin:1e-4}), cos:S.cosineSchedule(), gvp:S.gvpSchedule(), nich:S.nicholCosineSchedule(), vp:S.vpSchedule(), vpHuge:S.vpSchedule({betaMin:1e-8,betaMax:3000}), vp200:S.vpSchedule({betaMax:200}), sub:S.subVpSchedule(), subHuge:S.subVpSchedule({betaMax:3000}), ve:S.veSchedule(), veHuge:S.veSchedule({sigmaMin:1e-10,sigmaMax:1e10}), edm:S.edmSchedule(), edm1:S.edmSchedule({rho:1}), edm100:S.edmSchedule({rho:1000}), edmsmall:S.edmSchedule({rho:0.1}), karras:S.karrasSchedule(), poly2:S.polynomialSchedule(), poly05:S.polynomialSchedule({power:0.5}), poly1:S.polynomialSchedule({power:1}), poly1000:S.polynomialSchedule({power:1000}), shifted:S.shiftTime(S.vpSchedule(),7), shiftrev:S.shiftTime(S.gvpSchedule(),0.1), revVp:S.reverseTime(S.vpSchedule()), polyTiny:S.polynomialSchedule({power:1e-6}),
 iBrown:P.linearInterpolant().schedule, iQuad:P.linearInterpolant({gamma:P.quadraticGamma()}).schedule, iSin:P.linearInterpolant({gamma:P.sineSquaredGamma()}).schedule, iSig:P.linearInterpolant({gamma:P.sigmoidGamma()}).schedule, trig:P.trigonometricInterpolant().schedule, trigQ:P.trigonometricInterpolant({gamma:P.quadraticGamma()}).schedule, encdec:P.encodingDecodingInterpolant().schedule, mirror:P.mirrorInterpolant().schedule, icfm:P.icfmPath().schedule, sb:P.schrodingerBridgePath().schedule, oneT:P.oneSidedInterpolant(S.cosineSchedule()).schedule,
};
const q=["alpha","sigma","alphaDot","sigmaDot","sigmaSigmaDot","drift","diffusion","snr","logSnr"] as const;
for (const [n,s] of Object.entries(list)) {
  const [a,b]=s.interval; const w=b-a;
  const ts=[a,a+5e-324,a+1e-300*w,a+1e-16*w,a+1e-8*w,a+1e-3*w,a+.3*w,a+.5*w,a+.7*w,b-1e-3*w,b-1e-8*w,b-1e-16*w*1.2,b];
  const bad: string[]=[];
  for (const k of q) for (const t of ts){ const v=s[k](t); if(Number.isNaN(v)) bad.push(`${k}(${t})`);}
  for (const t of ts){const l=s.logSnr(t); const r=s.timeOfLogSnr(l); if(Number.isNaN(r)||Math.abs(r-t)>1e-9*w) bad.push(`inv(${t}) l=${l} -> ${r}`)}
  for (const v of [Infinity,-Infinity,1e300,-1e300,1e4,-1e4]) { try{const r=s.timeOfLogSnr(v); if(Number.isNaN(r)||r<a||r>b) bad.push(`timeOfLogSnr(${v})=${r}`)}catch(e){bad.push(`timeOfLogSnr(${v}) threw ${String(e).slice(0,90)}`)} }
  // derivative check interior
  for (const f of [.05,.31,.77,.95]) { const t=a+f*w,h=1e-5*w; for(const [d,y] of [["alphaDot","alpha"],["sigmaDot","sigma"]] as const){ const fd=(s[y](t+h)-s[y](t-h))/(2*h); if(Math.abs(fd-s[d](t))>1e-5*(Math.abs(fd)+Math.abs(s[y](t))/w+1e-9)) bad.push(`${d}(${t}) fd ${fd} vs ${s[d](t)}`)} 
    const g2=s.orientation==="dataToNoise"?2*s.sigmaSigmaDot(t)-2*s.drift(t)*s.sigma(t)**2:-(2*s.sigmaSigmaDot(t)-2*s.drift(t)*s.sigma(t)**2); if(Math.abs(g2-s.diffusion(t)**2)>1e-9*(Math.abs(g2)+1e-12)) bad.push(`g2(${t}) ${g2} ${s.diffusion(t)**2}`); if(Math.abs(Math.log(s.snr(t))-s.logSnr(t))>1e-9*(1+Math.abs(s.logSnr(t)))) bad.push(`logsnr(${t}) ${Math.log(s.snr(t))} ${s.logSnr(t)}`)}
  // tensors f64 & f32
  for (const [dt,be] of [["float64",b64],["float32",b32]] as const) {
    const x=tensor(ts.map(t=>Math.min(b,Math.max(a,t))),undefined,dt);
    for (const k of q){ const v=await (await evaluate(s[k](x),{backend:be})).data(); const xs=await x.data(); v.forEach((y,i)=>{ if(Number.isNaN(y)) bad.push(`${dt} ${k}(${xs[i]}) NaN`); else { const ref=s[k](Number(xs[i])); const tol=dt==="float64"?1e-10:2e-3; if(Number.isFinite(ref)&&Math.abs(ref)<1e30&&!(Math.abs(Number(y)-ref)<=tol*(Math.abs(ref)+1e-6))) bad.push(`${dt} ${k}(${xs[i]})=${y} ref ${ref}`);} }); }
    try { const l=s.logSnr(x); const r=await (await evaluate(s.timeOfLogSnr(l),{backend:be})).data(); const xs=await x.data(); r.forEach((y,i)=>{ if(Number.isNaN(y)||Math.abs(Number(y)-Number(xs[i]))>(dt==="float64"?1e-8:2e-3)*w) bad.push(`${dt} inv(${xs[i]})=${y}`)}); } catch(e){ bad.push(`${dt} inv threw ${String(e).slice(0,120)}`)}
  }
  console.log(n, bad.length? "\n   "+bad.slice(0,14).join("\n   ")+(bad.length>14?`\n   … ${bad.length}`:""):"ok");
}
