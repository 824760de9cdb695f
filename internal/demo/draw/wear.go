package draw

func tshirt(p *pen) {
	p.torso(150)
	p.path(p.dd, "M262 112q58 52 116 0l-10-8q-48 36-96 0z")
	switch p.one(1, 3) {
	case 0:
		p.rect(214, 262, 212, 30, 0, p.ll)
		p.rect(214, 306, 212, 12, 0, p.ll)
	case 1:
		p.circle(320, 290, 46, p.ll)
		p.circle(320, 290, 28, p.d)
	}
}

// torso is a top with sleeves that long.
func (p *pen) torso(sleeve float64) {
	p.faint(0.1, func() { p.oval(320, 552, 150, 12, ink) })
	p.both(func() {
		p.path(p.d, "M262 108L170 150Q138 166 130 204L%v %vl64 26L240 230z", 130-sleeve*0.24, 150+sleeve)
		p.path(p.c, "M262 108L170 150Q138 166 130 204L%v %vl40 16L240 220z", 130-sleeve*0.24, 150+sleeve)
	})
	p.path(p.c, "M262 108q58 50 116 0l52 24l-4 400q0 10-10 10H224q-10 0-10-10l-4-400z")
	p.path(p.d, "M430 132l-4 400q0 10-10 10h-34q20-200 22-424z")
}

func shirt(p *pen) {
	p.torso(250)
	p.rect(316, 140, 8, 400, 0, p.d)
	for i := range 5 {
		p.circle(320, 196+float64(i)*74, 6, p.on)
	}
	p.both(func() { p.path(p.l, "M262 100l58 54l-36 34l-42-70z") })
	p.path(p.dd, "M264 100q56 40 112 0l-56 54z")
	if p.one(1, 2) == 0 {
		p.rect(236, 236, 62, 70, 8, p.l)
	}
}

func sweater(p *pen) {
	p.torso(270)
	p.path(p.dd, "M256 106q64 60 128 0l-12-14q-52 30-104 0z")
	p.rect(212, 506, 216, 38, 8, p.d)
	for i := range 10 {
		p.rect(218+float64(i)*21, 510, 6, 30, 3, p.dd)
	}
	if p.one(1, 2) == 0 {
		for row := range 3 {
			y := 210 + float64(row)*46
			p.line(p.ll, 8, "M216 %vl26-20l26 20l26-20l26 20l26-20l26 20l26-20l24 20", y)
		}
	} else {
		for i := range 3 {
			p.line(p.d, 10, "M%v 170q-22 40 0 80t0 80t0 80t0 80", 256+float64(i)*64)
		}
	}
}

func jacket(p *pen) {
	p.torso(280)
	p.path(p.dd, "M254 112q66 20 132 0l10-34q-76-24-152 0z")
	p.rect(314, 120, 12, 422, 0, p.dd)
	p.rect(317, 130, 6, 404, 3, amber)
	p.both(func() { p.path(p.dd, "M236 380l60-16v16l-56 16z") })
	if p.one(1, 2) == 0 {
		for i := range 4 {
			p.rect(214, 190+float64(i)*78, 212, 8, 0, p.d)
		}
	} else {
		p.both(func() { p.rect(234, 210, 66, 62, 8, p.d); p.rect(234, 210, 66, 20, 8, p.dd) })
	}
}

func dress(p *pen) {
	p.faint(0.1, func() { p.oval(320, 566, 170, 12, ink) })
	flare := p.vary(1, 140, 200)
	p.both(func() { p.path(p.d, "M262 84h22v70h-40z") })
	p.path(p.c, "M246 130q20-24 40-24q34 40 68 0q20 0 40 24q-4 80-24 130q10 120 %v 296q-%v 24-%v 0q%v-176 %v-296q-20-50-24-130z",
		flare-50, flare, 2*flare+100-100, flare-50, flare-50)
	p.rect(266, 252, 108, 20, 6, p.dd)
	p.both(func() { p.line(p.d, 8, "M300 280Q286 420 %v 540", 320-flare*0.45) })
	if p.one(2, 2) == 0 {
		for i := range 9 {
			p.circle(272+float64(i%3)*48, 320+float64(i/3)*70, 9, p.ll)
		}
	}
}

func skirt(p *pen) {
	p.faint(0.1, func() { p.oval(320, 530, 200, 12, ink) })
	p.path(p.c, "M226 120h188q10 200 %v 390q-150 30-%v 0q%v-190 %v-390z", p.vary(1, 70, 110), 380.0, 84.0, 84.0)
	p.rect(220, 108, 200, 40, 8, p.dd)
	p.both(func() { p.line(p.d, 8, "M284 160L250 510") })
	p.line(p.d, 8, "M320 160V516")
	p.rect(300, 118, 40, 20, 6, p.l)
}

func trousers(p *pen) {
	p.faint(0.1, func() { p.oval(320, 574, 150, 10, ink) })
	w := p.vary(1, 66, 92)
	p.path(p.c, "M218 84h204l34 480h-%vl-46-330l-46 330h-%vz", w, w)
	p.path(p.d, "M390 84h32l34 480h-40z")
	p.rect(214, 76, 212, 40, 6, p.dd)
	for i := range 4 {
		p.rect(232+float64(i)*54, 72, 12, 48, 3, p.d)
	}
	p.line(p.dd, 6, "M320 118v100q-20 10-20 0M236 130q4 40 40 44M404 130q-4 40-40 44")
	p.circle(320, 98, 9, amber)
}

func sneaker(p *pen) {
	p.shadow(478, 500)
	p.path(p.c, "M96 240q50 30 96 0l40-44q24-18 50 6q60 90 170 116q96 20 98 90H96q-16-90 0-168z")
	p.path(p.d, "M96 330q70 40 150 20t110 30t194 28H96z")
	p.path(p.l, "M96 240q50 30 96 0l20-22q-4 60-60 80t-60-10q-2-30 4-48z")
	for i := range 4 {
		x := 268 + float64(i)*42
		p.line(p.on, 12, "M%v %vl34-24", x, 262+float64(i)*22)
	}
	p.rect(76, 400, 492, 58, 29, paper)
	p.rect(76, 432, 492, 26, 13, []string{p.dd, amber, coral, slate}[p.one(1, 4)])
	p.line(p.ll, 16, "M150 380q90-10 %v-70", p.vary(2, 90, 130))
}

func boot(p *pen) {
	p.shadow(540, 400)
	p.path(p.c, "M190 90h170q-6 130 6 220q30 50 110 66q64 14 64 100v20H180q10-200 10-406z")
	p.path(p.d, "M190 90h56q0 240-20 406h-46q10-200 10-406z")
	p.rect(182, 80, 186, 40, 14, p.dd)
	for i := range 5 {
		p.line(cream, 10, "M310 %vh54", 160+float64(i)*40)
	}
	p.path("#4a3a31", "M170 492h376v30q0 12-12 12H330l-10-14h-40l-10 14h-90q-10 0-10-10z")
	p.rect(170, 486, 376, 14, 7, oak)
}

func sock(p *pen) {
	p.faint(0.1, func() { p.oval(320, 552, 190, 12, ink) })
	for i, c := range []string{p.d, p.c} {
		x := float64(i) * 80
		p.path(c, "M%v 96h110v220l96 100q36 40 4 84t-90 30l-140-90q-30-24-14-64z", 180+x-40)
		p.rect(174+x-40, 84, 122, 56, 14, p.dd)
		p.rect(180+x-40, 190, 110, 20, 0, p.ll)
		p.rect(180+x-40, 224, 110, 20, 0, []string{amber, coral, paper}[p.one(1, 3)])
	}
	p.path(p.dd, "M400 440q40 20 50 62q-26 38-80 30z")
}

func cap(p *pen) {
	p.shadow(480, 420)
	p.path(p.c, "M150 400q-10-210 180-216q170 8 176 200q-180-30-356 16z")
	p.path(p.d, "M330 184q60 60 60 190q70 0 116 10q-6-192-176-200z")
	p.line(p.dd, 6, "M326 190q-70 70-70 186M326 190q60 60 64 184")
	p.path(p.dd, "M150 400q170-60 356-16q70 30 84 76q-130-40-440-60z")
	p.path(p.l, "M300 372q120-14 206 12q60 26 80 66q-100-40-286-78z")
	p.oval(328, 184, 22, 9, p.dd)
	p.circle(236, 310, p.vary(1, 20, 34), p.ll)
}

func scarf(p *pen) {
	p.faint(0.1, func() { p.oval(330, 560, 130, 12, ink) })
	p.path(p.d, "M280 240h110l40 300h-120z")
	p.path(p.c, "M200 250h120l-10 270H180z")
	p.path(p.c, "M160 190q0-90 160-90t160 90q0 80-160 84t-160-84z")
	p.path(p.dd, "M216 180q6-44 104-44t104 44q-4 40-104 42t-104-42z")
	for i := range 3 {
		p.rect(188-float64(i)*1, 330+float64(i)*56, 126, 18, 0, p.ll)
	}
	for i := range 7 {
		p.rect(184+float64(i)*18, 516, 8, 36, 4, p.d)
		p.rect(314+float64(i)*17, 536, 8, 30, 4, p.dd)
	}
}

func belt(p *pen) {
	p.shadow(500, 440)
	p.ring(320, 320, 158, 62, p.d)
	p.ring(320, 312, 158, 56, p.c)
	p.ring(320, 312, 138, 4, p.l)
	p.rect(232, 424, 120, 92, 18, amber)
	p.rect(252, 444, 80, 52, 8, p.d)
	p.rect(286, 440, 12, 62, 6, "#c98b33")
	for i := range 4 {
		p.circle(384+float64(i)*20, 464-float64(i)*13, 6, p.dd)
	}
}

func sunglasses(p *pen) {
	p.shadow(440, 480)
	round := p.one(1, 2) == 0
	p.both(func() {
		p.line(p.dd, 18, "M92 250Q60 230 66 180")
		if round {
			p.circle(194, 316, 106, p.c)
			p.circle(194, 316, 88, screen)
		} else {
			p.path(p.c, "M84 228h220q10 120-40 170q-60 40-130 0q-54-50-50-170z")
			p.path(screen, "M104 246h182q4 90-34 134q-50 30-104 0q-44-44-44-134z")
		}
		p.faint(0.35, func() { p.line("#c9dcf0", 16, "M140 330l60-60") })
	})
	p.line(p.c, 20, "M290 270q30-24 60 0")
}

func watch(p *pen) {
	strap := []string{walnut, slate, "#7a5236", steel}[p.one(1, 4)]
	p.shadow(580, 150)
	p.rect(262, 50, 116, 190, 20, strap)
	p.rect(262, 400, 116, 180, 20, strap)
	for i := range 4 {
		p.oval(320, 470+float64(i)*26, 6, 5, ink)
	}
	p.rect(454, 300, 30, 36, 8, iron)
	p.circle(320, 320, 142, iron)
	p.circle(320, 316, 140, chrome)
	p.circle(320, 316, 118, p.c)
	for i := range 12 {
		p.turned(float64(i)*30, 320, 316, func() { p.rect(316, 206, 8, 20, 4, p.on) })
	}
	p.circle(320, 376, 22, p.d)
	p.turned(p.vary(2, 290, 320), 320, 316, func() { p.rect(315, 250, 10, 74, 5, p.on) })
	p.turned(p.vary(3, 20, 80), 320, 316, func() { p.rect(316, 222, 8, 102, 4, p.on) })
	p.circle(320, 316, 10, amber)
}

func backpack(p *pen) {
	p.shadow(556, 360)
	p.line(p.dd, 20, "M280 110q0-50 40-50t40 50")
	p.both(func() { p.rect(124, 300, 60, 190, 30, p.dd) })
	p.path(p.d, "M164 240q0-150 156-150t156 150v260q0 46-46 46H210q-46 0-46-46z")
	p.path(p.c, "M164 232q0-148 150-148t150 148v260q0 46-46 46H210q-46 0-46-46z")
	p.path(p.l, "M190 220q10-100 124-104q114 4 124 104z")
	p.rect(186, 214, 256, 12, 6, p.dd)
	p.rect(206, 330, 216, 170, 30, p.d)
	p.rect(206, 330, 216, 44, 22, p.dd)
	p.rect(300, 360, 28, 44, 8, []string{amber, walnut, steel}[p.one(1, 3)])
	p.rect(282, 258, 64, 30, 6, p.ll)
}

func handbag(p *pen) {
	p.shadow(530, 420)
	p.line(p.dd, 22, "M226 280q0-%v 94-160t94 160", p.vary(1, 130, 180))
	p.path(p.d, "M136 270h368l30 220q4 30-26 30H132q-30 0-26-30z")
	p.path(p.c, "M136 270h330l20 220q2 30-26 30H132q-30 0-26-30z")
	if p.one(2, 2) == 0 {
		p.path(p.l, "M136 270h368l-14 90q-170 70-340 0z")
		p.rect(298, 376, 44, 50, 10, amber)
	} else {
		p.rect(120, 392, 400, 8, 0, p.d)
		p.rect(284, 320, 72, 24, 6, amber)
	}
	p.rect(208, 258, 36, 40, 8, amber)
	p.rect(396, 258, 36, 40, 8, amber)
}

func suitcase(p *pen) {
	p.shadow(574, 330)
	p.rect(254, 50, 14, 90, 4, iron)
	p.rect(372, 50, 14, 90, 4, iron)
	p.rect(244, 38, 152, 28, 14, slate)
	p.rect(176, 116, 296, 428, 44, p.dd)
	p.rect(168, 112, 296, 424, 44, p.c)
	for i := range 5 {
		p.rect(204+float64(i)*50, 146, 16, 356, 8, p.d)
	}
	p.rect(262, 290, 110, 40, 12, p.ll)
	p.circle(212, 556, 22, ink)
	p.circle(420, 556, 22, ink)
	p.rect(280, 124, 76, 16, 8, p.dd)
}
