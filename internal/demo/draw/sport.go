package draw

func ball(p *pen) {
	p.shadow(530, 330)
	p.circle(320, 318, 206, p.d)
	p.circle(316, 312, 200, p.c)
	p.path(p.on, "M316 236l74 54l-28 86h-92l-28-86z")
	p.both(func() {
		p.path(p.on, "M138 250l60-44l26 60l-50 60l-42-10z")
		p.path(p.on, "M212 470l30-56l60 2l6 88q-60 0-96-34z")
	})
	p.path(p.on, "M254 130q62-30 132 0l-20 46h-94z")
	p.line(p.dd, 6, "M316 236V176M390 290l60-22M362 376l38 48M270 376l-34 48M242 290l-60-22")
	p.oval(236, 190, 34, 18, "#ffffff55")
}

func basketball(p *pen) {
	p.shadow(530, 330)
	p.circle(320, 318, 206, p.d)
	p.circle(316, 312, 200, p.c)
	p.line(p.dd, 9, "M116 312h400M316 112v400M172 172q110 140 0 280M460 172q-110 140 0 280")
	p.faint(0.3, func() { p.oval(236, 190, 44, 24, paper) })
}

func racket(p *pen) {
	p.shadow(570, 200)
	p.turned(28, 320, 320, func() {
		p.oval(320, 210, 124, 156, p.dd)
		p.oval(320, 206, 122, 154, p.c)
		p.oval(320, 206, 100, 130, "#eef3f0")
		for i := range 8 {
			x := 242 + float64(i)*22
			p.rect(x, 100, 2, 212, 0, iron)
			p.rect(226, 118+float64(i)*25, 188, 2, 0, iron)
		}
		p.path(p.c, "M262 330l46 90h24l46-90l-20-10l-38 60l-38-60z")
		p.rect(302, 400, 36, 170, 12, []string{ink, walnut, slate}[p.one(1, 3)])
	})
	p.circle(486, 480, 44, "#d4df6a")
	p.line(paper, 6, "M452 452q36 22 34 72")
}

func cityBike(p *pen) { bicycle(p, false) }
func roadBike(p *pen) { bicycle(p, true) }

func bicycle(p *pen, drop bool) {
	p.shadow(520, 540)
	for _, x := range []float64{168, 472} {
		p.ring(x, 400, 106, 18, ink)
		p.ring(x, 400, 92, 5, steel)
		for i := range 4 {
			p.turned(float64(i)*45, x, 400, func() { p.rect(x-1.5, 310, 3, 180, 0, iron) })
		}
		p.circle(x, 400, 13, slate)
	}
	p.line(p.d, 16, "M168 400L258 250L300 400z")
	if drop {
		p.line(p.c, 18, "M256 262H428L302 400z")
	} else {
		p.line(p.c, 18, "M270 330L428 250L302 400z")
	}
	p.line(p.c, 18, "M250 226L302 400H168")
	p.line(p.d, 16, "M472 400L424 216")
	if drop {
		p.line(slate, 14, "M424 216l-6-30h56q26 0 26 30t-28 28")
	} else {
		p.line(slate, 14, "M424 216l-12-46l-34-8M412 170l34-6")
	}
	if p.one(1, 2) == 0 {
		p.line(iron, 8, "M92 350a106 106 0 0 1 150 0M396 350a106 106 0 0 1 150 0")
	}
	p.path(ink, "M204 196h90q10 26-20 26h-40q-26 0-30-26z")
	p.circle(302, 400, 30, slate)
	p.circle(302, 400, 14, steel)
	p.line(slate, 12, "M302 400l34 42h22")
}

func helmet(p *pen) {
	p.shadow(500, 420)
	p.line(slate, 14, "M180 400q60 110 150 110t160-110")
	p.path(p.d, "M104 400q-10-240 220-250q220 10 214 250q-60 30-434 0z")
	p.path(p.c, "M104 396q-10-236 214-246q200 10 204 236q-60 30-418 10z")
	for i := range 3 {
		x := 190 + float64(i)*92
		p.path(p.dd, "M%v 340q-6-%v 34-120q30 40 30 124q-30 20-64-4z", x, p.vary(1, 80, 110))
	}
	p.rect(100, 384, 440, 26, 13, ink)
}

func dumbbell(p *pen) {
	p.shadow(480, 480)
	p.rect(180, 320, 280, 36, 14, steel)
	for i := range 7 {
		p.rect(250+float64(i)*20, 320, 8, 36, 4, iron)
	}
	p.both(func() {
		p.rect(80, 276, 40, 124, 16, p.dd)
		p.rect(112, 226, 56, 224, 22, p.d)
		p.rect(112, 226, 42, 224, 20, p.c)
		p.rect(164, 206, 56, 264, 24, p.d)
		p.rect(164, 206, 42, 264, 22, p.c)
		p.rect(174, 230, 10, 216, 5, p.l)
	})
}

func kettlebell(p *pen) {
	p.shadow(546, 340)
	p.line(p.dd, 44, "M236 300q-24-170 84-170t84 170")
	p.circle(320, 392, 156, p.d)
	p.circle(316, 386, 150, p.c)
	p.rect(240, 514, 160, 30, 12, p.dd)
	p.circle(316, 392, 62, p.on)
	p.circle(316, 392, p.vary(1, 30, 46), p.d)
	p.oval(244, 300, 26, 14, p.l)
}

func mat(p *pen) {
	p.shadow(520, 480)
	p.path(p.c, "M150 360h400l30 130H120z")
	p.path(p.d, "M120 490h460v14H120z")
	p.rect(96, 250, 420, 160, 80, p.d)
	p.rect(96, 246, 420, 150, 75, p.c)
	p.circle(171, 322, 74, p.l)
	for _, r := range []float64{58, 40, 22} {
		p.ring(171, 322, r, 8, p.d)
	}
	p.both(func() { p.rect(390, 244, 24, 156, 6, []string{slate, amber, paper}[p.one(1, 3)]) })
}

func tent(p *pen) {
	p.shadow(510, 540)
	p.path(moss, "M40 500q280-40 560 0z")
	p.path(p.d, "M330 130L590 490H330z")
	p.path(p.c, "M320 130L60 490h420z")
	p.path(p.dd, "M316 210L220 490h190z")
	p.path(p.l, "M316 210L220 490q80-90 96-280z")
	p.line(p.ll, 6, "M320 130L60 490")
	p.line(slate, 5, "M70 476L30 510M580 476l36 30")
	if p.one(1, 2) == 0 {
		p.path(amber, "M320 124l46 16l-46 18z")
	}
	p.rect(316, 108, 8, 30, 0, slate)
}

func sleepingbag(p *pen) {
	p.shadow(566, 330)
	p.turned(p.vary(1, -10, 10), 320, 320, func() {
		p.path(p.d, "M186 220q0-140 138-140t138 140l-30 300q-6 44-50 44H266q-44 0-50-44z")
		p.path(p.c, "M186 212q0-136 132-136t132 136l-28 300q-6 44-50 44H260q-44 0-48-44z")
		p.path(p.dd, "M222 220q0-100 96-100t96 100q-20 50-96 50t-96-50z")
		p.path(cream, "M240 226q10-70 78-70t78 70q-20 32-78 32t-78-32z")
		for i := range 4 {
			p.line(p.d, 7, "M%v %vq110 34 %v 0", 206+float64(i)*4, 320+float64(i)*56, 226-float64(i)*8)
		}
		p.line(amber, 6, "M410 250L394 520")
	})
}

func lantern(p *pen) {
	p.faint(0.55, func() { p.circle(320, 330, 220, "#fbeec6") })
	p.shadow(560, 260)
	p.line(slate, 12, "M214 240q-20-160 106-160t106 160")
	p.path(p.c, "M230 190h180l30 50H200z")
	p.rect(280, 150, 80, 44, 14, p.dd)
	p.rect(226, 240, 188, 200, 10, "#fff1c4")
	p.rect(296, 290, p.vary(1, 40, 56), 120, 24, "#f6cf7a")
	for i := range 3 {
		p.rect(226+float64(i)*88, 240, 12, 200, 4, slate)
	}
	p.path(p.dd, "M206 440h228l30 100H176z")
	p.path(p.c, "M206 436h228l20 92H186z")
	p.circle(320, 482, 20, p.ll)
}

func bottle(p *pen) {
	w := p.vary(1, 78, 96)
	p.shadow(560, 2*w+60)
	p.rect(320-w*0.56, 60, w*1.12, 78, 18, []string{slate, chrome, oak, ink}[p.one(2, 4)])
	p.line(slate, 12, "M%v 80q40-40 %v 10", 320+w*0.4, w*0.6)
	p.path(p.d, "M%v 130h%vq%v 50 %v 130v250q0 40-40 40H%vq-40 0-40-40V260q0-80 %v-130z", 320-w*0.6, w*1.2, w*0.4, w*0.4, 360-w, w*0.4)
	p.path(p.c, "M%v 130h%vq%v 50 %v 130v250q0 40-30 40H%vq-40 0-40-40V260q0-80 %v-130z", 320-w*0.6, w*0.9, w*0.4, w*0.4, 360-w, w*0.4)
	p.rect(320-w, 330, 2*w-12, 16, 0, p.ll)
	p.rect(338-w, 250, 14, 240, 7, p.l)
	p.circle(320, 420, 22, p.ll)
}

func cooler(p *pen) {
	p.shadow(530, 460)
	p.line(slate, 18, "M140 240q0-90 60-90h240q60 0 60 90")
	p.rect(100, 280, 440, 240, 30, p.d)
	p.rect(100, 276, 430, 232, 30, p.c)
	p.rect(86, 226, 468, 76, 24, paper)
	p.rect(86, 276, 468, 26, 13, "#dcd8ce")
	p.rect(280, 286, 80, 50, 12, slate)
	p.path(p.ll, "M%v 400l40-40l40 40l-40 40z", p.vary(1, 180, 300))
	p.circle(486, 470, 12, p.dd)
}

func skateboard(p *pen) {
	p.shadow(470, 500)
	p.path(p.dd, "M60 290q60 56 120 60h290q60-4 110-60l14 16q-60 70-130 70H176q-70 0-130-70z")
	p.path(p.c, "M56 280q60 56 120 60h290q60-4 116-60l10 14q-60 66-130 66H176q-70 0-130-66z")
	for _, x := range []float64{186, 454} {
		p.rect(x-40, 366, 80, 22, 6, iron)
		p.circle(x-36, 420, 36, []string{coral, amber, cream, leaf}[p.one(1, 4)])
		p.circle(x+36, 420, 36, []string{coral, amber, cream, leaf}[p.one(1, 4)])
		p.circle(x-36, 420, 13, slate)
		p.circle(x+36, 420, 13, slate)
	}
}
