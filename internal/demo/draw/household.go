package draw

func vacuum(p *pen) {
	p.shadow(556, 420)
	p.line(steel, 20, "M420 120L250 470")
	p.line(slate, 30, "M398 100q50-30 60 30q0 40-44 44")
	p.turned(26, 360, 250, func() {
		p.rect(316, 180, 88, 200, 40, p.d)
		p.rect(316, 176, 78, 190, 38, p.c)
		p.rect(330, 280, 54, 70, 20, glass)
		p.circle(358, 226, p.vary(1, 16, 26), p.ll)
	})
	p.path(p.dd, "M110 520l30-56q10-18 34-18h120q28 0 34 22l14 52z")
	p.path(p.c, "M130 500l20-36q8-14 26-14h116q22 0 26 18l10 32z")
	p.rect(104, 512, 246, 34, 14, ink)
}

func fan(p *pen) {
	p.shadow(560, 260)
	p.rect(308, 380, 24, 150, 0, p.dd)
	p.path(p.d, "M214 546q10-40 106-40t106 40z")
	p.circle(320, 240, 178, p.dd)
	p.circle(320, 240, 166, "#eef1f4")
	blades := 3 + p.one(1, 3)
	for i := range blades {
		p.turned(float64(i)*360/float64(blades), 320, 240, func() { p.path(p.c, "M320 240q-70-60-40-130q70 10 40 130z") })
	}
	for _, r := range []float64{130, 96, 60} {
		p.ring(320, 240, r, 3, iron)
	}
	p.circle(320, 240, 30, p.dd)
	p.circle(320, 240, 14, p.ll)
}

func flatiron(p *pen) {
	p.shadow(490, 480)
	p.line(slate, 14, "M490 250q90-10 90-90")
	p.path(p.d, "M70 440q30-170 220-180h200q40 0 46 40l14 140z")
	p.path(p.c, "M86 430q40-150 210-158h180q30 0 36 34l14 124z")
	p.path(p.dd, "M250 290q10-110 90-110h110q50 0 50 50v60h-60v-40h-90q-30 0-34 40z")
	p.rect(60, 430, 500, 34, 10, steel)
	p.circle(p.vary(1, 330, 400), 370, 30, p.ll)
	p.circle(220, 380, 12, "#7cc4a4")
}

func hairdryer(p *pen) {
	p.shadow(556, 260)
	p.turned(-8, 320, 300, func() {
		p.path(p.dd, "M370 300h90l-30 240q-2 14-18 14h-46q-16 0-16-16z")
		p.path(p.d, "M120 180h90v160h-90q-20-80 0-160z")
		p.rect(84, 196, 60, 128, 10, ink)
		p.path(p.c, "M200 160h230q110 0 110 100t-110 100H200z")
		p.path(p.l, "M200 180h220q40 0 60 24H200z")
		p.circle(470, 260, 58, p.dd)
		for i := range 3 {
			p.rect(432, 238+float64(i)*18, 76, 8, 4, p.l)
		}
		p.rect(396, 390, 30, p.vary(1, 50, 80), 12, p.ll)
	})
}

func shaver(p *pen) {
	p.shadow(560, 220)
	p.path(p.d, "M240 250h164l-20 270q-4 36-40 36h-50q-36 0-40-36z")
	p.path(p.c, "M240 250h140l-20 270q-4 36-36 36h-30q-36 0-40-36z")
	p.path(slate, "M206 130q116-50 232 0l-30 130H236z")
	for i := range 3 {
		x, y := 260+float64(i)*60, 160+float64(i%2)*36
		p.circle(x, y, 40, chrome)
		p.circle(x, y, 26, iron)
		p.circle(x, y, 10, ink)
	}
	p.rect(290, 300, 56, 70, 28, p.dd)
	p.circle(318, 336, 16, "#7cc4a4")
	p.rect(280, p.vary(1, 410, 440), 76, 12, 6, p.l)
}

func toothbrush(p *pen) {
	p.shadow(566, 300)
	for i, c := range []string{p.c, p.ll} {
		x := 250 + float64(i)*120
		p.turned(-8+float64(i)*16, x, 340, func() {
			p.rect(x-26, 300, 52, 250, 24, c)
			p.rect(x-10, 120, 20, 190, 8, steel)
			p.rect(x-22, 90, 30, 86, 10, paper)
			p.rect(x+8, 96, 34, 74, 8, []string{"#8fc7cf", coral}[(i+p.one(1, 2))%2])
			p.circle(x, 380, 13, p.dd)
		})
	}
}

func pump(p *pen) {
	w := p.vary(1, 88, 110)
	p.shadow(556, 2*w+60)
	p.rect(304, 90, 32, 90, 0, slate)
	p.path(slate, "M250 70h110q20 0 20 24v10H290q-30 0-46 22l-14-10q0-46 20-46z")
	p.rect(270, 160, 100, 50, 12, ink)
	p.rect(320-w, 200, 2*w, 350, 40, p.d)
	p.rect(320-w, 200, 2*w-20, 350, 40, p.c)
	p.rect(320-w, 300, 2*w, 150, 0, paper)
	p.path(leaf, "M320 330q44 20 6 80q-50-30-6-80z")
	p.rect(270, 424, 100, 9, 4, steel)
	p.rect(338-w, 226, 12, 60, 6, p.ll)
}

func spray(p *pen) {
	p.shadow(556, 240)
	p.path(ink, "M230 80h150q40 10 50 60h-50q-10-16-40-16v50h-70v-50h-40z")
	p.path(slate, "M340 130q40 30 26 84h-26z")
	p.rect(272, 160, 70, 50, 8, p.dd)
	p.path(p.d, "M262 206h96q60 50 60 130v180q0 34-34 34H242q-34 0-34-34V336q0-80 54-130z")
	p.path(p.c, "M262 206h70q60 50 60 130v214H242q-34 0-34-34V336q0-80 54-130z")
	p.rect(208, 340, 210, 140, 0, paper)
	p.circle(312, 396, 34, p.l)
	p.rect(260, 450, p.vary(1, 70, 110), 10, 5, steel)
}

func tube(p *pen) {
	p.shadow(560, 240)
	p.rect(264, 480, 112, 76, 14, []string{paper, slate, amber}[p.one(1, 3)])
	p.path(p.d, "M212 96h216l-30 390H242z")
	p.path(p.c, "M212 96h190l-26 390H242z")
	p.rect(200, 76, 240, 40, 6, p.dd)
	p.path(paper, "M226 210h188l-12 150H238z")
	p.rect(262, 240, 116, 16, 8, p.d)
	p.rect(276, 276, 88, 10, 5, steel)
	p.circle(320, 326, 18, p.l)
}

func creamjar(p *pen) {
	h := p.vary(1, 190, 240)
	p.shadow(532, 370)
	p.rect(162, 520-h, 316, h, 50, p.d)
	p.rect(162, 520-h, 300, h, 50, p.c)
	p.rect(150, 430-h, 340, 110, 24, chrome)
	p.rect(150, 510-h, 340, 30, 12, iron)
	p.rect(170, 446-h, 16, 56, 8, paper)
	p.rect(226, 566-h, 180, 14, 7, p.on)
	p.rect(262, 594-h, 108, 9, 4, p.on)
}

func dropper(p *pen) {
	p.shadow(556, 230)
	p.rect(286, 60, 68, 110, 30, slate)
	p.rect(270, 156, 100, 60, 8, []string{amber, chrome, ink}[p.one(1, 3)])
	p.path(p.d, "M262 212h116q40 30 40 70v240q0 28-28 28H250q-28 0-28-28V282q0-40 40-70z")
	p.path(p.c, "M262 212h90q40 30 40 70v268H250q-28 0-28-28V282q0-40 40-70z")
	p.rect(222, 320, 196, 160, 0, paper)
	p.path(p.l, "M320 346q40 54 0 80q-40-26 0-80z")
	p.rect(266, 446, 108, 10, 5, steel)
}

func lipstick(p *pen) {
	p.shadow(552, 330)
	p.path(p.d, "M230 250V150q70-60 100-20v120z")
	p.path(p.c, "M230 250V150q50-44 74-30v130z")
	p.rect(214, 240, 132, 110, 8, amber)
	p.rect(214, 240, 36, 110, 8, "#f0c981")
	p.rect(200, 340, 160, 206, 14, ink)
	p.rect(200, 340, 40, 206, 14, slate)
	p.turned(p.vary(1, 4, 14), 440, 440, func() { p.rect(392, 300, 112, 240, 18, slate); p.rect(392, 300, 112, 40, 18, amber) })
}

func perfume(p *pen) {
	p.shadow(546, 330)
	p.rect(276, 90, 88, 110, 16, []string{amber, ink, chrome, oak}[p.one(1, 4)])
	p.rect(292, 190, 56, 40, 4, iron)
	if p.one(2, 2) == 0 {
		p.rect(180, 220, 280, 320, 36, glass)
		p.rect(200, 300, 240, 222, 22, p.c)
		p.rect(200, 300, 40, 222, 20, p.l)
	} else {
		p.circle(320, 384, 160, glass)
		p.path(p.c, "M182 366h276q-6 140-138 148q-132-8-138-148z")
		p.path(p.l, "M182 366h40q4 90 50 140q-86-30-90-140z")
	}
	p.rect(256, 370, 128, 76, 8, paper)
	p.rect(276, 394, 88, 12, 6, p.d)
	p.rect(288, 418, 64, 8, 4, steel)
}

func petbed(p *pen) {
	p.shadow(500, 500)
	p.oval(320, 390, 250, 110, p.d)
	p.oval(320, 376, 250, 106, p.c)
	p.oval(320, 356, 186, 66, p.dd)
	p.oval(320, 364, 176, 56, cream)
	p.path("#b98a5f", "M200 360q0-90 110-90q130 0 130 70q0 40-60 46H240q-40 0-40-26z")
	p.circle(236, 300, 54, "#b98a5f")
	p.path("#8a6240", "M196 268q-34 20-30 70q34 6 50-40zM266 262q40 10 40 60q-34 6-50-36z")
	p.circle(222, 318, 8, ink)
	p.line(ink, 5, "M236 300q8 8 16 0")
	p.line("#b98a5f", 20, "M430 350q50 10 50-%v", p.vary(1, 20, 50))
}

func leash(p *pen) {
	p.shadow(540, 380)
	p.ring(300, 250, 120, 34, p.d)
	p.ring(300, 244, 120, 30, p.c)
	p.ring(300, 244, 120, 4, p.ll)
	p.rect(270, 340, 64, 48, 12, steel)
	p.circle(302, 408, 22, iron)
	p.line(p.c, 22, "M302 430q30 110 120 70t70-%vq-4-60-60-40", p.vary(1, 120, 170))
	p.path(amber, "M230 470q0-20 20-20q16 0 16 16h40q0-16 16-16q20 0 20 20q0 14-14 14q14 0 14 14q0 20-20 20q-16 0-16-16h-40q0 16-16 16q-20 0-20-20q0-14 14-14q-14 0-14-14z")
}
